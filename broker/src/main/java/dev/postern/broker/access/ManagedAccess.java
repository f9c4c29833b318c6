package dev.postern.broker.access;

import dev.postern.broker.access.ManagedItem.Kind;
import dev.postern.broker.access.ManagedItem.State;
import dev.postern.broker.audit.Actor;
import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Clock;
import dev.postern.broker.identity.Person;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.policy.Role;
import dev.postern.broker.store.sql.DeedColumns;
import dev.postern.broker.store.sql.ManagedRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.broker.target.Target;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The targets and roles in force: those of the configuration, and those that were added while the broker runs. Thread-safe.
///
/// A name of the configuration wins. What cannot be read any more is left out, and said to be; it gives nobody anything.
/// What is changed here is in force when the change returns; other brokers of the same database see it at their next
/// [#refresh].
public final class ManagedAccess {

    private static final Logger LOG = LoggerFactory.getLogger(ManagedAccess.class);
    private static final int LONGEST_DEFINITION = 64 * 1024;

    private final StateStore store;
    private final Definitions definitions;
    private final AccessPolicy policy;
    private final AuditTrail audit;
    private final Clock clock;
    private volatile View view;
    private Consumer<List<Target>> follower = targets -> {};

    /// @param rows what the rest was made from
    private record View(
            List<Target> configuredTargets,
            List<Role> configuredRoles,
            List<ManagedRow> rows,
            List<Target> targets,
            List<ManagedItem> items) {}

    /// Reads definitions by the rules of the configuration.
    public interface Definitions {

        /// Whether any are taken at all; if not, why, and what to do.
        Optional<ManagedException> closed();

        /// The target that a definition makes.
        ///
        /// @throws ManagedException what is wrong in it, with the line
        Target target(String name, String definition) throws ManagedException;

        /// The role that a definition makes.
        ///
        /// @throws ManagedException what is wrong in it, with the line
        Role role(String name, String definition) throws ManagedException;
    }

    /// Reads what was added.
    ///
    /// @param policy     is given the roles in force
    /// @param configured what the configuration has
    public ManagedAccess(
            StateStore store,
            Definitions definitions,
            AccessPolicy policy,
            AuditTrail audit,
            Clock clock,
            Configured configured) {
        this.store = store;
        this.definitions = definitions;
        this.policy = policy;
        this.audit = audit;
        this.clock = clock;
        this.view =
                new View(
                        configured.targets(),
                        configured.roles(),
                        List.of(),
                        configured.targets(),
                        List.of());
        refresh();
    }

    /// What the configuration has.
    public record Configured(List<Target> targets, List<Role> roles) {
        public Configured {
            targets = List.copyOf(targets);
            roles = List.copyOf(roles);
        }
    }

    /// The targets in force: those of the configuration first.
    public List<Target> targets() {
        return view.targets();
    }

    /// Has `follower` told of the targets in force: now, and with every change before it returns.
    ///
    /// @param follower is called by one thread at a time, and must not throw
    public synchronized void follow(Consumer<List<Target>> follower) {
        this.follower = follower;
        follower.accept(view.targets());
    }

    /// What was added, in force or not.
    public List<ManagedItem> items(Kind kind) {
        return view.items().stream().filter(item -> item.kind() == kind).toList();
    }

    /// The names of the configuration.
    public List<String> configured(Kind kind) {
        View now = view;
        return switch (kind) {
            case TARGET -> now.configuredTargets().stream().map(Target::name).toList();
            case ROLE -> now.configuredRoles().stream().map(Role::name).toList();
        };
    }

    /// Takes over other roles of the configuration.
    public synchronized void configure(List<Role> roles) {
        View now = view;
        show(view(new Configured(now.configuredTargets(), roles), now.rows()));
    }

    /// Takes over what others wrote.
    public synchronized void refresh() {
        List<ManagedRow> rows = store.read(all -> all.managed().all());
        View now = view;
        if (!rows.equals(now.rows())) {
            show(view(new Configured(now.configuredTargets(), now.configuredRoles()), rows));
        }
    }

    private void show(Shown shown) {
        policy.replace(shown.roles());
        view = shown.view();
        follower.accept(shown.view().targets());
    }

    private record Shown(View view, List<Role> roles) {}

    private Shown view(Configured configured, List<ManagedRow> rows) {
        List<Target> targets = new ArrayList<>(configured.targets());
        List<Role> roles = new ArrayList<>(configured.roles());
        List<ManagedItem> items = new ArrayList<>();
        for (ManagedRow row : rows) {
            items.add(item(configured, row, targets, roles));
        }
        return new Shown(
                new View(
                        configured.targets(),
                        configured.roles(),
                        List.copyOf(rows),
                        List.copyOf(targets),
                        List.copyOf(items)),
                roles);
    }

    private ManagedItem item(
            Configured configured, ManagedRow row, List<Target> targets, List<Role> roles) {
        Kind kind = Kind.valueOf(row.kind().toUpperCase(Locale.ROOT));
        try {
            switch (kind) {
                case TARGET -> {
                    if (configured.targets().stream().anyMatch(t -> t.name().equals(row.name()))) {
                        return item(kind, row, State.HIDDEN, hidden(row.name()));
                    }
                    targets.add(definitions.target(row.name(), row.definition()));
                }
                case ROLE -> {
                    if (configured.roles().stream().anyMatch(r -> r.name().equals(row.name()))) {
                        return item(kind, row, State.HIDDEN, hidden(row.name()));
                    }
                    roles.add(definitions.role(row.name(), row.definition()));
                }
            }
            return item(kind, row, State.IN_FORCE, "");
        } catch (ManagedException e) {
            LOG.atError()
                    .addKeyValue("phase", "managed")
                    .addKeyValue(row.kind(), row.name())
                    .addKeyValue("reason", e.text())
                    .log("what was added cannot be used any more, and is left out");
            return item(kind, row, State.UNUSABLE, e.text());
        }
    }

    private static String hidden(String name) {
        return "the configuration has \"" + name + "\", which counts";
    }

    private static ManagedItem item(Kind kind, ManagedRow row, State state, String problem) {
        DeedColumns by = row.changed();
        return new ManagedItem(
                kind,
                row.name(),
                row.definition(),
                new AccessRequest.Deed(
                        RequestMapping.instant(by.at()),
                        by.byId(),
                        by.byName(),
                        by.byEmail(),
                        by.reason()),
                state,
                problem);
    }

    /// Adds or changes one; it is in force when this returns.
    ///
    /// @throws ManagedException if it cannot be used, or is not this person's to change
    public synchronized void put(
            Person person, String address, Kind kind, String name, String definition)
            throws ManagedException {
        checkOpen(kind, name);
        if (definition.isBlank() || definition.length() > LONGEST_DEFINITION) {
            throw new ManagedException(
                    ManagedException.Kind.UNUSABLE,
                    "A definition has 1 to " + LONGEST_DEFINITION + " characters.",
                    "Write what would stand below the name in the configuration.");
        }
        switch (kind) {
            case TARGET -> definitions.target(name, definition);
            case ROLE -> {
                checkNotOwn(person, definitions.role(name, definition));
                checkNotOwnBefore(person, name);
            }
        }
        DeedColumns changed =
                new DeedColumns(
                        RequestMapping.micros(clock.now()),
                        person.id(),
                        person.name(),
                        person.email(),
                        "");
        ManagedRow row = new ManagedRow(kind.text(), name, definition, changed);
        store.write(rows -> {
            rows.managed().put(row);
            audit.write(event(person, address, row, "set"));
            return row;
        });
        refresh();
    }

    /// Removes one; sessions that run go on.
    ///
    /// @throws ManagedException if there is none such, or it is not this person's to remove
    public synchronized void remove(Person person, String address, Kind kind, String name)
            throws ManagedException {
        checkOpen(kind, name);
        if (kind == Kind.ROLE) {
            checkNotOwnBefore(person, name);
        }
        boolean done =
                store.write(rows -> {
                    boolean was = rows.managed().remove(kind.text(), name);
                    if (was) {
                        audit.write(
                                event(
                                        person,
                                        address,
                                        new ManagedRow(
                                                kind.text(),
                                                name,
                                                "",
                                                new DeedColumns(0, "", "", "", "")),
                                        "removed"));
                    }
                    return was;
                });
        if (!done) {
            throw new ManagedException(
                    ManagedException.Kind.NOT_FOUND,
                    "There is no " + kind.text() + " \"" + name + "\" that was added.",
                    "Run: postern admin " + kind.text() + " ls");
        }
        refresh();
    }

    private void checkOpen(Kind kind, String name) throws ManagedException {
        Optional<ManagedException> closed = definitions.closed();
        if (closed.isPresent()) {
            throw closed.get();
        }
        if (configured(kind).contains(name)) {
            throw new ManagedException(
                    ManagedException.Kind.CONFIGURED,
                    "The "
                            + kind.text()
                            + " \""
                            + name
                            + "\" is in the configuration, which counts.",
                    "Change it there, or choose another name.");
        }
    }

    private void checkNotOwnBefore(Person person, String name) throws ManagedException {
        for (ManagedItem item : items(Kind.ROLE)) {
            if (item.name().equals(name) && item.state() == State.IN_FORCE) {
                checkNotOwn(person, definitions.role(name, item.definition()));
            }
        }
    }

    private static void checkNotOwn(Person person, Role role) throws ManagedException {
        for (String group : role.groups()) {
            if (person.groups().contains(group)) {
                throw new ManagedException(
                        ManagedException.Kind.OWN_ROLE,
                        "The role \""
                                + role.name()
                                + "\" is of the group "
                                + group
                                + ", which is yours; nobody changes their own access.",
                        "Ask another administrator, who is not in that group.");
            }
        }
    }

    private static AuditTrail.NewEvent event(
            Person person, String address, ManagedRow row, String did) {
        boolean isTarget = row.kind().equals(Kind.TARGET.text());
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put(row.kind(), row.name());
        detail.put("did", did);
        detail.put("definition", row.definition());
        return new AuditTrail.NewEvent(
                isTarget ? AuditCode.TARGET_MANAGED : AuditCode.ROLE_MANAGED,
                new Actor(person.id(), person.name(), person.email()),
                address,
                isTarget ? row.name() : null,
                null,
                detail,
                person.email() + " " + did + " the " + row.kind() + " " + row.name() + ".");
    }
}
