package dev.postern.broker.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.broker.base.Clock;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.sitelog.Checkpoint;
import dev.postern.sitelog.LeafProof;
import dev.postern.sitelog.LogProof;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// Proofs of events for somebody outside, and which events are about a session.
final class TrailProofTest {

    private static final String SESSION = "01K9T2Q00000000000000000AB";
    private static final String REQUEST = "01K9T2Q00000000000000000RQ";

    @TempDir private Path data;

    private StateStore state;
    private AuditTrail trail;

    @BeforeEach
    void open() throws IOException {
        state = StateStore.open(data.resolve("state.db"));
        trail = TestTrail.open(state, data, Clock.system());
    }

    @AfterEach
    void close() {
        trail.close();
        state.close();
    }

    private long write(AuditCode code, @Nullable String session, Map<String, String> detail) {
        return trail.write(
                new AuditTrail.NewEvent(code, null, "", "orders", session, detail, "It was so."));
    }

    @Test
    void eventThatWasJustWritten_isProvenAtOnce() throws Exception {
        for (int round = 0; round < 30; round++) {
            long number = write(AuditCode.SESSION_VIEWED, SESSION, Map.of("round", "" + round));
            LogProof proof = trail.prove(List.of(1L, number));
            Checkpoint checkpoint = Checkpoint.parse(proof.checkpoint());
            assertThat(proof.keys().fingerprint()).isEqualTo(trail.fingerprint());
            assertThat(proof.leaves()).allMatch(leaf -> leaf.isIn(checkpoint));
            assertThat(proof.leaves().getLast().leaf()).contains("\"round\":\"" + round + "\"");
            assertThat(trail.leaves(List.of(1L, number)).getLast())
                    .isEqualTo(proof.leaves().getLast().leaf());
        }
    }

    @Test
    void manyAskTogether_andEachGetsItsOwnEventProven() {
        List<CompletableFuture<Boolean>> proven =
                IntStream.range(0, 200)
                        .mapToObj(i ->
                                CompletableFuture.supplyAsync(
                                        () -> isProven("e" + i),
                                        task -> Thread.ofVirtual().start(task)))
                        .toList();
        assertThat(proven).allMatch(CompletableFuture::join);
    }

    private boolean isProven(String word) {
        try {
            long number = write(AuditCode.SESSION_VIEWED, SESSION, Map.of("word", word));
            LogProof proof = trail.prove(List.of(number));
            LeafProof leaf = proof.leaves().getFirst();
            return leaf.leaf().contains("\"" + word + "\"")
                    && leaf.isIn(Checkpoint.parse(proof.checkpoint()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eventThatDoesNotExist_isNotProven() {
        write(AuditCode.SESSION_VIEWED, SESSION, Map.of());
        assertThatThrownBy(() -> trail.prove(List.of(99L)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leaf 99");
    }

    @Test
    void eventsAboutASession_areItsOwnAndItsRequests() {
        long asked = write(AuditCode.REQUEST_CREATED, null, Map.of("request", REQUEST));
        write(AuditCode.REQUEST_CREATED, null, Map.of("request", REQUEST + "X"));
        long start = write(AuditCode.SESSION_START, SESSION, Map.of());
        write(AuditCode.SESSION_START, "01K9T2Q00000000000000000ZZ", Map.of());
        long viewed = write(AuditCode.SESSION_VIEWED, SESSION, Map.of());
        long sealed = write(AuditCode.RECORDING_SEALED, SESSION, Map.of());
        assertThat(trail.about(SESSION, REQUEST, true))
                .containsExactly(asked, start, viewed, sealed);
        assertThat(trail.about(SESSION, null, false)).containsExactly(start, sealed);
    }
}
