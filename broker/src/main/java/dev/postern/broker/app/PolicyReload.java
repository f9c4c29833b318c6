package dev.postern.broker.app;

import dev.postern.broker.audit.AuditCode;
import dev.postern.broker.audit.AuditTrail;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Takes over the roles, the masks and the review rules of the configuration file when it changes. A file that cannot be used changes nothing: the
/// roles so far go on, and the problem is logged and audited once.
final class PolicyReload implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyReload.class);
    private static final long LOOK_EVERY_MILLIS = 1_000;

    /// At so many looks in a row the file is not just being replaced.
    private static final int TOLD_AT = 3;

    private final Path file;
    private final Map<String, String> environment;
    private final Consumer<BrokerConfig> changed;
    private final AuditTrail audit;
    private final ScheduledFuture<?> looking;
    private byte[] seen;
    private int unreadable;

    /// @param changed   takes the roles, the masks and the review rules over
    /// @param scheduler looks at the file; not closed by this
    PolicyReload(
            Path file,
            Map<String, String> environment,
            Consumer<BrokerConfig> changed,
            AuditTrail audit,
            ScheduledExecutorService scheduler)
            throws IOException {
        this.file = file;
        this.environment = Map.copyOf(environment);
        this.changed = changed;
        this.audit = audit;
        this.seen = Files.readAllBytes(file);
        this.looking =
                scheduler.scheduleWithFixedDelay(
                        this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Takes the file over if it has changed.
    void look() {
        try {
            readAgain();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("phase", "policy-reload")
                    .setCause(e)
                    .log(
                            "A change of the configuration could not be taken over; it is tried"
                                    + " again");
        }
    }

    private void readAgain() {
        try {
            byte[] now = Files.readAllBytes(file);
            unreadable = 0;
            if (!Arrays.equals(now, seen)) {
                takeOver();
                seen = now;
            }
        } catch (IOException e) {
            // Editors replace files: it may be back at the next look, and the roles so far go on.
            unreadable++;
            if (unreadable == TOLD_AT) {
                refused(file + " cannot be read (" + e + ")");
            }
        }
    }

    private void takeOver() {
        try {
            BrokerConfig config = BrokerConfigReader.read(file, environment);
            audit.write(
                    AuditCode.POLICY_CHANGED,
                    null,
                    "",
                    null,
                    null,
                    Map.of("roles", config.roles().stream().map(r -> r.name()).toList()),
                    "The roles of the configuration file are in force.");
            changed.accept(config);
            LOG.atInfo()
                    .addKeyValue("phase", "policy-reload")
                    .log(
                            "New roles, masks and review rules are in force; other sections count"
                                    + " after a restart");
        } catch (ConfigException e) {
            refused(String.valueOf(e.getMessage()));
        }
    }

    private void refused(String problem) {
        LOG.atError()
                .addKeyValue("phase", "policy-reload")
                .addKeyValue("reason", problem)
                .log("The changed configuration cannot be used; the roles so far go on");
        audit.write(
                AuditCode.POLICY_REFUSED,
                null,
                "",
                null,
                null,
                Map.of("problem", problem),
                "A change of the configuration was refused: " + problem);
    }

    @Override
    public void close() {
        looking.cancel(false);
    }
}
