package dev.postern.broker.mask;

import dev.postern.broker.identity.Person;
import dev.postern.broker.mask.UnmaskException.Kind;
import dev.postern.broker.store.sql.SessionRow;

import java.util.List;
import java.util.Set;

/// Decides what a person sees of a session: the one place where views, searches and exports ask.
public final class Masking {

    private final Unmaskings unmaskings;
    private volatile MaskRules rules;

    public Masking(MaskRules rules, Unmaskings unmaskings) {
        this.rules = rules;
        this.unmaskings = unmaskings;
    }

    /// Takes over changed rules; what is read from now on is masked by them.
    public void configure(MaskRules changed) {
        rules = changed;
    }

    /// Who may see values.
    public Unmaskings unmaskings() {
        return unmaskings;
    }

    /// Whether values of a session are masked for `person`, unless they were unmasked.
    public boolean appliesTo(Person person, SessionRow session) {
        MaskRules now = rules;
        boolean isOwn = session.who().personId().equals(person.id());
        return now.isOnFor(session.where().target()) && !(isOwn && now.ownSessionsPlain());
    }

    /// What `person` may see of a session now.
    public SessionMask of(Person person, SessionRow session) {
        boolean applies = appliesTo(person, session);
        Allowance allowance =
                applies
                        ? new Allowance(
                                unmaskings.inForce(person, session.id()).stream()
                                        .map(Unmasking::revealed)
                                        .toList())
                        : Allowance.NONE;
        return new SessionMask(
                session.id(),
                new Classification(rules, session.where().target()),
                allowance,
                applies);
    }

    /// What is masked in a session for those who may see nothing, whoever asks: for the list that goes with a copy.
    public SessionMask strictest(SessionRow session) {
        return new SessionMask(
                session.id(),
                new Classification(rules, session.where().target()),
                Allowance.NONE,
                rules.isOnFor(session.where().target()));
    }

    /// Asks to see masked values. A column that is restricted by its name or the configuration makes a wish that waits for
    /// a second person.
    ///
    /// @throws UnmaskException if nothing is masked for `person`, or what was asked cannot be
    public Unmasking ask(
            Person person, SessionRow session, Unmasking.Wish wish, String reason, String address)
            throws UnmaskException {
        if (!appliesTo(person, session)) {
            throw new UnmaskException(
                    Kind.NOT_MASKED,
                    "Nothing of session " + session.id() + " is masked for you.",
                    "Look at it: postern play " + session.id());
        }
        boolean isRestricted =
                wish.isRestrictedToo()
                        || (wish.scope() instanceof Scope.Column column
                                && isRestricted(column.name(), session));
        return unmaskings.ask(
                person,
                session,
                new Unmasking.Wish(wish.scope(), isRestricted, wish.lasts()),
                reason,
                address);
    }

    private boolean isRestricted(String name, SessionRow session) {
        int dot = name.lastIndexOf('.');
        Set<String> tables = dot < 0 ? Set.of() : Set.of(name.substring(0, dot));
        return new Classification(rules, session.where().target())
                        .ofColumn(tables, name.substring(dot + 1), 0)
                        .maskClass()
                == MaskClass.RESTRICTED;
    }

    /// The rules in force, for those who ask what is masked.
    public List<MaskRules.Rule> rules() {
        return rules.rules();
    }
}
