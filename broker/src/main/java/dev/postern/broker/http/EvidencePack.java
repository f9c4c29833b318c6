package dev.postern.broker.http;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.mask.MaskCount;
import dev.postern.broker.mask.MaskedRecording;
import dev.postern.broker.review.Notes;
import dev.postern.broker.review.Reviews;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.pack.PackEvents;
import dev.postern.pack.PackReadme;
import dev.postern.pack.PackWriter;
import dev.postern.pack.Redactions;
import dev.postern.pack.ViewerPage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Makes the evidence pack of a session: what was recorded, what people decided and wrote, and what proves it.
///
/// When the contents are written, an audit event names the SHA-256 of their manifest; the proof of that event is the last
/// part of the pack, so that the site's signature stands under all of it.
public final class EvidencePack {

    /// Events of the trail that the page shows; `audit.jsonl` has all.
    private static final int MOST_SHOWN = 2_000;

    private final SessionPage pages;
    private final Notes notes;
    private final Reviews reviews;
    private final RequestRoutes requests;
    private final AuditTrail trail;
    private final Clock clock;

    public EvidencePack(
            SessionPage pages,
            Notes notes,
            Reviews reviews,
            RequestRoutes requests,
            AuditTrail trail,
            Clock clock) {
        this.pages = pages;
        this.notes = notes;
        this.reviews = reviews;
        this.requests = requests;
        this.trail = trail;
        this.clock = clock;
    }

    /// What goes into a pack besides the recording's content.
    ///
    /// @param request    null if the session was under none, or under one that the caller may not see
    /// @param policy     what held for the session
    /// @param events     of the trail
    record Contents(
            Maker maker,
            Subject subject,
            Map<String, @Nullable Object> notes,
            @Nullable Map<String, @Nullable Object> request,
            Map<String, @Nullable Object> policy,
            Trail events) {}

    /// Who makes it and when.
    ///
    /// @param mayReadTrail whether they may read the whole audit trail
    record Maker(Person person, String address, Instant at, boolean mayReadTrail) {

        Actor actor() {
            return new Actor(person.id(), person.name(), person.email());
        }
    }

    /// What it is of.
    record Subject(
            SessionRow row,
            Map<String, @Nullable Object> session,
            MaskedRecording recording,
            Redactions redactions,
            boolean withRecording) {}

    /// Events of the trail: their numbers, and the same events as they are in the site log.
    record Trail(List<Long> numbers, List<String> leaves) {}

    /// Gathers what may be refused or fail, before the first byte of a pack is sent.
    ///
    /// @throws IOException if the recording's key cannot be had, or the site log cannot be read
    Contents gather(
            Caller caller, SessionRow session, MaskedRecording recording, boolean withRecording)
            throws IOException {
        Instant now = clock.now().truncatedTo(ChronoUnit.MILLIS);
        boolean mayReadTrail = caller.rights().seeAllSessions();
        Map<String, @Nullable Object> written = new LinkedHashMap<>();
        written.put("notes", notes.of(session.id()).stream().map(NoteRoutes::view).toList());
        written.put("reviews", reviews.of(session.id()).stream().map(ReviewRoutes::view).toList());
        String grant = session.who().grant();
        Map<String, @Nullable Object> request =
                grant == null ? null : requests.visible(caller, grant).orElse(null);
        if (request != null) {
            request.remove("canDecide"); // are about the caller
            request.remove("why");
        }
        Redactions redactions = redactions(recording.count().lines());
        Map<String, @Nullable Object> policy = new LinkedHashMap<>();
        policy.put("text", "What the broker recorded when it let the session in.");
        policy.put("facts", recording.packEvents().startFacts());
        List<Long> numbers =
                trail.about(session.id(), request == null ? null : grant, mayReadTrail);
        return new Contents(
                new Maker(caller.person(), caller.address(), now, mayReadTrail),
                new Subject(
                        session,
                        pages.view(session, now, one -> !redactions.masked().isEmpty()),
                        recording,
                        redactions,
                        withRecording),
                written,
                request,
                policy,
                new Trail(numbers, trail.leaves(numbers)));
    }

    private static Redactions redactions(List<MaskCount.Line> lines) {
        return lines.isEmpty()
                ? Redactions.NONE
                : Redactions.of(
                        lines.stream()
                                .map(line ->
                                        new Redactions.Line(
                                                line.column(),
                                                line.maskClass().name().toLowerCase(Locale.ROOT),
                                                line.values()))
                                .toList());
    }

    /// Writes a pack; `out` stays open.
    void write(Contents contents, OutputStream out) throws IOException {
        Subject subject = contents.subject();
        String session = subject.row().id();
        PackEvents events = subject.recording().packEvents();
        Redactions redactions = subject.redactions();
        PackWriter pack =
                new PackWriter(out, LocalDateTime.ofInstant(contents.maker().at(), ZoneOffset.UTC));
        pack.add("README.txt", "What each file is, and how to check it.", readme(contents));
        String about = page(contents, redactions);
        pack.add(
                "index.html",
                "The session to read in a browser; large ones are cut.",
                file ->
                        new ViewerPage(events, ViewerPage.Limits.DEFAULT)
                                .write("Session " + session, about, file));
        pack.add("session.jsonl", "The whole session, an event a line.", events::writeLines);
        pack.add(
                "session.json",
                "Who, where, when, and whether the recording is complete.",
                pretty(subject.session()));
        if (contents.request() != null) {
            pack.add(
                    "request.json",
                    "The request for access, with its decisions.",
                    pretty(contents.request()));
        }
        pack.add("notes.json", "Notes, bookmarks, tags and reviews.", pretty(contents.notes()));
        pack.add(
                "policy.json",
                "What held for the session when it began.",
                Json.write(contents.policy()) + "\n");
        pack.add(
                "audit.jsonl",
                trailText(contents),
                contents.events().leaves().stream().collect(Collectors.joining("\n", "", "\n")));
        pack.add("redactions.json", "What is masked in these files.", redactions.json());
        if (subject.withRecording()) {
            pack.addRecording(subject.recording().path());
        }
        seal(pack, contents);
    }

    /// Puts the manifest's digest into the site log, and the proof of that into the pack.
    private void seal(PackWriter pack, Contents contents) throws IOException {
        SessionRow session = contents.subject().row();
        Maker maker = contents.maker();
        Map<String, @Nullable Object> about = new LinkedHashMap<>();
        about.put("session", session.id());
        about.put("madeAt", ApiJson.time(maker.at()));
        about.put("madeBy", maker.person().email());
        about.put("fingerprint", trail.fingerprint());
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("manifest", pack.manifest(about));
        detail.putAll(pack.size());
        long number =
                trail.write(
                        new AuditTrail.NewEvent(
                                AuditCode.SESSION_PACKED,
                                maker.actor(),
                                maker.address(),
                                session.where().target(),
                                session.id(),
                                detail,
                                "The evidence pack of session "
                                        + session.id()
                                        + " for "
                                        + maker.person().name()
                                        + " has the manifest "
                                        + detail.get("manifest")
                                        + "."));
        List<Long> numbers = new ArrayList<>(contents.events().numbers());
        numbers.add(number);
        pack.prove(trail.prove(numbers));
        pack.end();
    }

    private String readme(Contents contents) {
        return PackReadme.of(
                new PackReadme.Facts(
                        contents.subject().row().id(),
                        ApiJson.time(contents.maker().at()),
                        contents.maker().person().email(),
                        trail.fingerprint(),
                        contents.maker().mayReadTrail(),
                        new PackReadme.Parts(
                                contents.request() != null, contents.subject().withRecording())));
    }

    /// What the page is told besides the events.
    private String page(Contents contents, Redactions redactions) throws IOException {
        Map<String, @Nullable Object> about = new LinkedHashMap<>();
        String session = contents.subject().row().id();
        about.put("session", contents.subject().session());
        about.put("file", session + ".pack.zip");
        about.put("fingerprint", trail.fingerprint());
        about.put("madeAt", contents.maker().at());
        about.put("madeBy", contents.maker().actor());
        about.put("request", contents.request());
        about.put(
                "requestText",
                contents.subject().row().who().grant() == null
                        ? "The session was not under a request: a standing rule let it in."
                        : "The session was under request "
                                + contents.subject().row().who().grant()
                                + ", which whoever made this pack may not see.");
        about.putAll(contents.notes());
        List<Object> shown = new ArrayList<>();
        for (String leaf : contents.events().leaves()) {
            if (shown.size() < MOST_SHOWN) {
                shown.add(event(leaf));
            }
        }
        about.put("audit", shown);
        about.put("auditText", trailText(contents));
        about.put("redactions", redactions);
        return ApiJson.MAPPER.writeValueAsString(about);
    }

    private static String trailText(Contents contents) {
        return contents.maker().mayReadTrail()
                ? "Events of the site's audit trail about the session and its request."
                : "Events of the site's audit trail about the session's start and end and its"
                        + " request; whoever made this pack may not read the rest.";
    }

    private static Map<String, @Nullable Object> event(String leaf) throws IOException {
        try {
            return Json.readObject(leaf);
        } catch (MalformedJsonException e) {
            throw new IOException("an event of the site log is no JSON", e);
        }
    }

    private static String pretty(Map<String, @Nullable Object> value)
            throws JsonProcessingException {
        return ApiJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }
}
