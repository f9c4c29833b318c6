package dev.postern.broker.access;

import dev.postern.broker.identity.Person;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/// Keeps a person, the people of a role, a target, a grant or a session from access, whatever is allowed.
///
/// @param subject a person's id or e-mail, the name of a role or target, the id of a request or session
/// @param endsAt  when it ends by itself, or null
/// @param lifted  null unless somebody lifted it
public record Lock(
        String id,
        Scope scope,
        String subject,
        @Nullable Instant endsAt,
        AccessRequest.Deed placed,
        AccessRequest.@Nullable Deed lifted) {

    /// What a lock is on.
    public enum Scope {
        PERSON,
        /// Everybody who holds a role of the configuration.
        ROLE,
        TARGET,
        GRANT,
        SESSION;

        /// The stable text.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether it holds at `now`.
    public boolean holdsAt(Instant now) {
        return lifted == null && (endsAt == null || now.isBefore(endsAt));
    }

    /// Whether it is on one of these.
    boolean covers(Subjects subjects) {
        return switch (scope) {
            case PERSON ->
                    subject.equals(subjects.personId())
                            || subject.equalsIgnoreCase(subjects.personEmail());
            case ROLE -> subjects.roles().contains(subject);
            case TARGET -> subject.equals(subjects.target());
            case GRANT -> subject.equals(subjects.grant());
            case SESSION -> subject.equals(subjects.session());
        };
    }

    /// What people read who meet it: one sentence part, without a full stop.
    public String text() {
        return "access is locked: a lock on "
                + scope.text()
                + " "
                + subject
                + " was placed by "
                + placed.byName()
                + " at "
                + GrantText.time(placed.at())
                + (endsAt == null ? "" : ", until " + GrantText.time(endsAt))
                + ", reason: "
                + placed.reason();
    }

    /// What to do about it.
    public String hint() {
        return "ask "
                + placed.byName()
                + ", or whoever has the right place-locks, to run: postern lock rm "
                + id;
    }

    /// What a lock may be on, at one moment.
    ///
    /// @param roles   names of the roles held
    /// @param target  null if none is concerned
    /// @param grant   id of a request, or null
    /// @param session null if there is none
    public record Subjects(
            String personId,
            String personEmail,
            Set<String> roles,
            @Nullable String target,
            @Nullable String grant,
            @Nullable String session) {

        public Subjects {
            roles = Set.copyOf(roles);
        }

        /// A person who uses nothing yet.
        public static Subjects of(Person person, Set<String> roles) {
            return new Subjects(person.id(), person.email(), roles, null, null, null);
        }

        /// The same person, who would use a target by a grant.
        public Subjects at(String named, @Nullable String request) {
            return new Subjects(personId, personEmail, roles, named, request, null);
        }
    }
}
