package dev.postern.broker.app;

import dev.postern.broker.audit.AuditTrail;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.identity.SqlLoginStore;
import dev.postern.broker.review.Assignments;
import dev.postern.broker.review.Notes;
import dev.postern.broker.review.ReviewQueue;
import dev.postern.broker.review.ReviewRule;
import dev.postern.broker.review.Reviews;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// What people write about recordings, and which of them wait for a review: that is decided on a thread of its own, behind
/// the index.
record Reviewing(
        Notes notes,
        Reviews reviews,
        ReviewQueue queue,
        Assignments assignments,
        ExecutorService deciding)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reviewing.class);
    private static final int LONGEST_END_SECONDS = 10;

    static Reviewing start(
            BrokerConfig config,
            Storage storage,
            Decisionmaking decisions,
            Broker.Machine machine) {
        AuditTrail audit = decisions.audit();
        Ulids ulids = new Ulids(machine.clock(), machine.randomness());
        Reviewing reviewing =
                new Reviewing(
                        new Notes(
                                storage.state(),
                                storage.recordingKeys(),
                                audit,
                                machine.clock(),
                                machine.randomness()),
                        new Reviews(
                                storage.state(),
                                storage.rows().outcomes(),
                                audit,
                                machine.clock(),
                                ulids),
                        new ReviewQueue(
                                storage.rows(),
                                storage.recordingKeys(),
                                machine.clock(),
                                config.reviews()),
                        new Assignments(
                                storage.state(),
                                storage.rows().due(),
                                audit,
                                machine.clock(),
                                new Assignments.Reviewers(
                                        new SqlLoginStore(storage.state())::newestPerson,
                                        decisions.policy())),
                        Executors.newSingleThreadExecutor(
                                Thread.ofPlatform().name("review-queue").daemon().factory()));
        reviewing.reviews().reindex();
        reviewing.assignments().reindex();
        storage.whenIndexed(sessions -> reviewing.soon(() -> reviewing.queue().decide(sessions)));
        reviewing.soon(reviewing.queue()::decideAll);
        return reviewing;
    }

    /// Takes over changed rules: sessions that nobody has reviewed are decided anew.
    void configure(List<ReviewRule> rules) {
        if (queue.configure(rules)) {
            soon(queue::decideAll);
        }
    }

    private void soon(Runnable work) {
        try {
            deciding.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.atWarn()
                            .setCause(e)
                            .log(
                                    "which sessions wait for a review could not be decided; it is"
                                            + " decided at the next start");
                }
            });
        } catch (RejectedExecutionException _) {
            LOG.atDebug().log("the broker stops; what is open is decided at the next start");
        }
    }

    @Override
    public void close() {
        deciding.shutdown();
        try {
            if (!deciding.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
                deciding.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            deciding.shutdownNow();
        }
    }
}
