package dev.postern.broker.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

class RecentLoginsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Kept kept = new Kept();
    private final RecentLogins logins = new RecentLogins(kept, nanos::get);

    @Test
    void findById_again_isReadOnceInAQuarterOfASecond() {
        assertThat(logins.findById("one")).isPresent();
        assertThat(logins.findById("one")).isPresent();
        assertThat(kept.reads).isEqualTo(1);
        nanos.addAndGet(RecentLogins.FRESH.toNanos());
        assertThat(logins.findById("one")).isPresent();
        assertThat(kept.reads).isEqualTo(2);
    }

    @Test
    void findById_removedHere_isGoneAtOnce() {
        logins.findById("one");
        logins.remove("one");
        assertThat(logins.findById("one")).isEmpty();
    }

    @Test
    void findById_removedWhileItWasRead_isNotKept() {
        kept.whileReading = () -> logins.remove("one");
        assertThat(logins.findById("one")).isPresent();
        kept.whileReading = () -> {};
        assertThat(logins.findById("one")).isEmpty();
    }

    @Test
    void findById_thatFails_failsAgainAndKeepsNothing() {
        kept.whileReading =
                () -> {
                    throw new IllegalStateException("the disk is gone");
                };
        assertThatThrownBy(() -> logins.findById("one")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> logins.findById("one")).isInstanceOf(IllegalStateException.class);
    }

    /// A store with one sign-in.
    private static final class Kept implements LoginStore {
        private final Login one =
                new Login(
                        "one",
                        Login.Kind.CLI,
                        new Person("https://id.example", "1", "One", "one@example.com", List.of()),
                        Instant.EPOCH,
                        Instant.MAX,
                        "");
        private boolean isGone;
        private int reads;
        private Runnable whileReading = () -> {};

        @Override
        public void add(String tokenHash, Login login) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Login> findByTokenHash(String tokenHash) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Login> findById(String id) {
            reads++;
            Optional<Login> found = isGone ? Optional.empty() : Optional.of(one);
            whileReading.run();
            return found;
        }

        @Override
        public void remove(String id) {
            isGone = true;
        }

        @Override
        public void removeExpiredBefore(Instant time) {
            isGone = true;
        }
    }
}
