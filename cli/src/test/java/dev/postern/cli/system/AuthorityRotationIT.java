package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// The authorities are replaced, and a replacement is taken back, while sessions run and people log in: nobody is
/// dropped, and nobody is refused but those whose authority has ended.
final class AuthorityRotationIT {

    private static final int SESSIONS = 50;
    private static final int LOGINS = 200;
    private static final int AT_ONCE = 3;

    @TempDir Path folder;

    /// A login holds the reader's half from its certificate to its connection. A step with `--now` takes the other half,
    /// in place of the waiting that `--now` does without.
    private final ReadWriteLock between = new ReentrantReadWriteLock(true);

    private final AtomicInteger logins = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    @Test
    void everyAuthority_isReplacedAndTakenBack_andNobodyIsDropped() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder);
                TerminalApi api = new TerminalApi(demo)) {
            demo.postern("engineer", "login", "--demo", "engineer");
            demo.postern("admin", "login", "--demo", "admin");
            List<WireClient> sessions = new ArrayList<>();
            NewLogin old = NewLogin.fetch(api, "engineer", "shop", folder.resolve("old"));
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(old.connect());
            }
            CountDownLatch ended = new CountDownLatch(AT_ONCE);
            for (int i = 0; i < AT_ONCE; i++) {
                Path own = folder.resolve("login-" + i);
                Thread.ofVirtual().start(() -> logInAgainAndAgain(api, own, ended));
            }

            NewLogin withdrawn = takeBackClients(demo, api, old);
            replaceClients(demo, old, withdrawn);
            takeBackAndReplaceServers(demo);
            replaceKeyOfRecordings(demo);
            awaitLogins();
            over = true;
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();

            assertThat(failures).isEmpty();
            assertThat(logins.get()).isGreaterThanOrEqualTo(LOGINS);
            for (WireClient session : sessions) {
                NewLogin.use(session);
                session.close();
            }
            Run listed = demo.postern("admin", "authority", "ls");
            assertThat(listed.out())
                    .contains("Postern client authority 3", "Postern server authority 3")
                    .containsPattern("targets +steady");
            assertThat(demo.postern("engineer", "authority", "ls").exitCode()).isEqualTo(5);
            System.out.printf(
                    "%d sessions and %d logins during 4 rotations, 0 dropped%n",
                    SESSIONS, logins.get());
        }
    }

    private NewLogin takeBackClients(RunningDemo demo, TerminalApi api, NewLogin old)
            throws Exception {
        step(demo, "start", "clients", "announced");
        connects(old);
        step(demo, "next", "clients", "switched");
        connects(old);
        NewLogin ofNew = NewLogin.fetch(api, "engineer", "shop", folder.resolve("new"));
        connects(ofNew);
        step(demo, "rollback", "clients", "withdrawn");
        connects(old);
        connects(ofNew);
        Run early = demo.postern("admin", "authority", "rotate", "next", "clients");
        assertThat(early.exitCode()).as(early.all()).isEqualTo(1);
        assertThat(early.err())
                .contains("certificates in force that the other authority issued")
                .contains("postern authority rotate next clients --now");
        stepNow(demo, "clients", "steady");
        connects(old);
        refused(ofNew);
        return ofNew;
    }

    private void replaceClients(RunningDemo demo, NewLogin old, NewLogin withdrawn)
            throws Exception {
        step(demo, "start", "clients", "announced");
        step(demo, "next", "clients", "switched");
        connects(old);
        stepNow(demo, "clients", "steady");
        refused(old);
        refused(withdrawn);
    }

    private void takeBackAndReplaceServers(RunningDemo demo) throws Exception {
        for (boolean isTakenBack : List.of(true, false)) {
            step(demo, "start", "servers", "announced");
            Run early = demo.postern("admin", "authority", "rotate", "next", "servers");
            assertThat(early.err()).contains("that have not learnt of the new authority");
            stepNow(demo, "servers", "switched");
            demo.postern("engineer", "login", "--demo", "engineer");
            Run psql = demo.psql("engineer", "service=postern-shop", "select 1;");
            assertThat(psql.exitCode()).as(psql.all()).isZero();
            if (isTakenBack) {
                step(demo, "rollback", "servers", "withdrawn");
            }
            Run still = demo.psql("engineer", "service=postern-shop", "select 1;");
            assertThat(still.exitCode()).as(still.all()).isZero();
            step(demo, "next", "servers", "steady");
        }
    }

    private void replaceKeyOfRecordings(RunningDemo demo) throws Exception {
        String before = demo.postern("admin", "authority", "ls").out();
        step(demo, "start", "recordings", "steady");
        assertThat(before).contains("key 1 ");
        assertThat(demo.postern("admin", "authority", "ls").out()).contains("key 2 ");
        Run back = demo.postern("admin", "authority", "rotate", "rollback", "recordings");
        assertThat(back.exitCode()).isEqualTo(1);
        assertThat(back.err()).contains("no way back");
    }

    private static void step(RunningDemo demo, String step, String name, String phase)
            throws Exception {
        Run run = demo.postern("admin", "authority", "rotate", step, name, "--reason", "yearly");
        assertThat(run.exitCode()).as(run.all()).isZero();
        assertThat(run.out()).contains(name + ": " + phase);
    }

    private void stepNow(RunningDemo demo, String name, String phase) throws Exception {
        between.writeLock().lock();
        try {
            Run run = demo.postern("admin", "authority", "rotate", "next", name, "--now");
            assertThat(run.exitCode()).as(run.all()).isZero();
            assertThat(run.out()).contains(name + ": " + phase);
        } finally {
            between.writeLock().unlock();
        }
    }

    private static void connects(NewLogin login) throws Exception {
        try (WireClient client = login.connect()) {
            NewLogin.use(client);
        }
    }

    private static void refused(NewLogin login) {
        assertThatThrownBy(login::connect)
                .hasMessageContaining("certificate was issued by an authority that was replaced")
                .hasMessageContaining("run: postern login");
    }

    private void logInAgainAndAgain(TerminalApi api, Path own, CountDownLatch ended) {
        try {
            while (!over) {
                between.readLock().lock();
                try {
                    connects(NewLogin.fetch(api, "engineer", "shop", own));
                    logins.incrementAndGet();
                } finally {
                    between.readLock().unlock();
                }
            }
        } catch (Exception | AssertionError e) {
            failures.add(e);
        } finally {
            ended.countDown();
        }
    }

    private void awaitLogins() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 600 && logins.get() < LOGINS && failures.isEmpty(); i++) {
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(Files.exists(folder)).isTrue();
    }
}
