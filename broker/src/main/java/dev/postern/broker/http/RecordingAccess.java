package dev.postern.broker.http;

import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.identity.Rights;
import dev.postern.broker.mask.MaskedRecording;
import dev.postern.broker.mask.Masking;
import dev.postern.broker.mask.SessionMask;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.SessionRow;
import dev.postern.broker.store.sql.Sight;
import dev.postern.keys.KeyDestroyedException;
import dev.postern.recording.RecordingFile;
import dev.postern.recording.RecordingVerifier;
import dev.postern.recording.SignatureKeys;
import dev.postern.recording.VerificationReport;
import dev.postern.recording.format.RecordingId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Who may see which recording; every look is in the audit trail before anything is shown.
///
/// People see their own sessions, and everybody's on the targets that a role of theirs names; those with the right to see
/// all, everybody's. A session that is not visible is
/// answered like one that does not exist.
public final class RecordingAccess {

    private static final int SHORTEST_PREFIX = 8;
    private static final String ANY = "*";

    private final IndexRows rows;
    private final Function<String, Optional<RecordingFile>> recordings;
    private final Consumer<String> look;
    private final AuditTrail trail;
    private final Masking masking;
    private final OpenViews views;

    /// @param recordings the recording of a session, running or ended
    /// @param look       is told of each running session that is looked at
    /// @param masking    what of it is shown
    public RecordingAccess(
            IndexRows rows,
            Function<String, Optional<RecordingFile>> recordings,
            Consumer<String> look,
            AuditTrail trail,
            Masking masking,
            Clock clock) {
        this.look = look;
        this.masking = masking;
        this.rows = rows;
        this.recordings = recordings;
        this.trail = trail;
        this.views = new OpenViews(clock);
    }

    /// The sessions that the caller may see.
    static Sight sight(Caller caller) {
        Rights.Granted rights = caller.rights();
        return rights.seeAllSessions() || rights.seeSessionsOf().contains(ANY)
                ? Sight.ALL
                : new Sight(caller.person().id(), rights.seeSessionsOf());
    }

    /// The visible session that `id` names: an id, or a unique prefix of one. The look is in the trail on return.
    ///
    /// @param view the word of the open page that asks, or null; an export is always a new look
    SessionRow view(Caller caller, @Nullable String view, String id, AuditCode code, String what) {
        SessionRow session = find(caller, view, id);
        lookAt(session);
        String shown =
                masking.of(caller.person(), session).isUnmasked() ? what + ", unmasked" : what;
        @Nullable String page = code == AuditCode.SESSION_EXPORTED ? null : view;
        views.noteOnce(
                caller.login().id(),
                page,
                code.text() + " " + session.id() + " " + shown,
                () ->
                        write(
                                caller,
                                code,
                                session,
                                Map.of("what", shown),
                                caller.person().name()
                                        + (code == AuditCode.SESSION_EXPORTED
                                                ? " exported the "
                                                : " looked at the ")
                                        + shown
                                        + " of session "
                                        + session.id()
                                        + " of "
                                        + session.who().name()
                                        + "."));
        return session;
    }

    /// The visible session that `id` names: an id, or a unique prefix of one. For acts that write an event of their own;
    /// a look is [#view]. That the session is erased, when and why, is a look too, and in the trail before it is said.
    SessionRow find(Caller caller, String id) {
        return find(caller, null, id);
    }

    private SessionRow find(Caller caller, @Nullable String view, String id) {
        String key = id.toUpperCase(Locale.ROOT);
        if (!key.matches("[0-9A-Z]{" + SHORTEST_PREFIX + ",26}")) {
            throw ApiException.badInput(
                    "A session id has 26 letters and digits; a prefix needs "
                            + SHORTEST_PREFIX
                            + " at least.",
                    "List sessions to find it.");
        }
        List<SessionRow> found = rows.sessionsLike(key, sight(caller));
        if (found.isEmpty()) {
            refuseErased(caller, view, key);
            throw ApiException.notFound("There is no session " + key + " that you may see.");
        }
        if (found.size() > 1) {
            throw ApiException.notFound(
                    "Several sessions begin with " + key + ": give more of the id.");
        }
        return found.getFirst();
    }

    /// Sees to it that what a running session does is found soon.
    void lookAt(SessionRow session) {
        if (session.lifetime().endedAt() == null) {
            look.accept(session.id());
        }
    }

    /// Says that a session is erased, to those who may see everybody's.
    private void refuseErased(Caller caller, @Nullable String view, String id) {
        Optional<RecordingFile> file =
                caller.rights().seeAllSessions() ? recordings.apply(id) : Optional.empty();
        if (file.isPresent()) {
            try {
                file.get().keys().dataKey(id).close();
            } catch (KeyDestroyedException e) {
                views.noteOnce(
                        caller.login().id(),
                        view,
                        AuditCode.SESSION_VIEWED.text() + " " + id + " erased",
                        () -> writeErased(caller, id));
                throw ErrorAnswers.erased(e);
            } catch (IOException notErased) {
                return; // it is a session that the index does not know yet
            }
        }
    }

    /// Writes that the caller looked for sessions, or for statements in them.
    ///
    /// @param view the word of the open page that asks, or null
    void searched(Caller caller, @Nullable String view, AuditCode code, String filter) {
        String verb =
                code == AuditCode.SESSION_LISTED ? " listed sessions" : " searched statements";
        views.noteOnce(
                caller.login().id(),
                view,
                code.text() + " " + filter,
                () ->
                        write(
                                caller,
                                code,
                                null,
                                Map.of("filter", filter),
                                caller.person().name()
                                        + verb
                                        + (filter.isBlank()
                                                ? "."
                                                : " with the filter " + filter + ".")));
    }

    /// What the caller may see of a session now.
    SessionMask mask(Caller caller, SessionRow session) {
        return masking.of(caller.person(), session);
    }

    /// Whether values of a session are masked for the caller, unless they were unmasked.
    boolean isMasked(Caller caller, SessionRow session) {
        return masking.appliesTo(caller.person(), session);
    }

    /// The recording of a session, as the caller may see it.
    MaskedRecording recording(Caller caller, SessionRow session) {
        return mask(caller, session).recording(file(session));
    }

    /// Whether the recording of a session is what was written. That says nothing of what is in it.
    ///
    /// @throws IOException if the file cannot be read
    VerificationReport verify(SessionRow session, SignatureKeys keys) throws IOException {
        RecordingFile file = file(session);
        return new RecordingVerifier(keys).verify(file.path(), RecordingId.parse(session.id()));
    }

    private RecordingFile file(SessionRow session) {
        return recordings
                .apply(session.id())
                .orElseThrow(() ->
                        ApiException.notFound(
                                "The recording of session "
                                        + session.id()
                                        + " is not in the store; its metadata is kept."));
    }

    private void writeErased(Caller caller, String id) {
        Person person = caller.person();
        trail.write(
                AuditCode.SESSION_VIEWED,
                new Actor(person.id(), person.name(), person.email()),
                caller.address(),
                null,
                id,
                Map.of("what", "erasure", "erased", true),
                person.name() + " looked at what is kept of the erased session " + id + ".");
    }

    private void write(
            Caller caller,
            AuditCode code,
            @Nullable SessionRow session,
            Map<String, String> detail,
            String sentence) {
        Person person = caller.person();
        trail.write(
                code,
                new Actor(person.id(), person.name(), person.email()),
                caller.address(),
                session == null ? null : session.where().target(),
                session == null ? null : session.id(),
                detail,
                sentence);
    }
}
