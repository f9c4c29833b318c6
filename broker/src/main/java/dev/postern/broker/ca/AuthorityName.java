package dev.postern.broker.ca;

import java.time.Duration;

/// What an authority is for.
public enum AuthorityName {
    /// The certificates that people and machines show to the broker.
    CLIENTS("clients", "client-ca", "Postern client authority"),
    /// The certificate that the broker shows to database clients.
    SERVERS("servers", "server-ca", "Postern server authority"),
    /// The certificates between the broker and the servers of targets.
    TARGETS("targets", "target-ca", "Postern target authority");

    private final String text;
    private final String file;
    private final String title;

    AuthorityName(String text, String file, String title) {
        this.text = text;
        this.file = file;
        this.title = title;
    }

    /// The name that people use.
    public String text() {
        return text;
    }

    /// The stem of its files, of the first generation.
    String file() {
        return file;
    }

    /// Its common name, of the first generation.
    String title() {
        return title;
    }

    /// How long `phase` has to last so that nobody is refused when the next one begins.
    ///
    /// Clients carry certificates of the one that signed before for one lifetime. They learn whom to trust as a server
    /// with each certificate, so one lifetime after a new one was announced all of them know it. Servers of targets
    /// are told by people, at a time that nobody knows here.
    ///
    /// @param lifetime the longest life of a client's certificate
    Duration overlap(RotationState.Phase phase, Duration lifetime) {
        return switch (this) {
            case CLIENTS ->
                    switch (phase) {
                        case SWITCHED, WITHDRAWN -> lifetime;
                        case STEADY, ANNOUNCED -> Duration.ZERO;
                    };
            case SERVERS -> phase == RotationState.Phase.ANNOUNCED ? lifetime : Duration.ZERO;
            case TARGETS -> Duration.ZERO;
        };
    }
}
