package dev.postern.broker.audit;

import dev.postern.broker.base.Ticker;
import dev.postern.broker.store.sql.AuditFilter;
import dev.postern.broker.store.sql.AuditRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.sitelog.KeyStatement;
import dev.postern.sitelog.LogProof;
import dev.postern.sitelog.SiteLogReader;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// The broker's own actions: leaves of the site log, and for reading a table made from them.
///
/// An event is durable when `write` returns. Whoever cannot write one must not do what it is about.
public final class AuditTrail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final int LONGEST_PAGE = 500;
    private static final int MOST_OF_A_SESSION = 10_000;
    private static final int MOST_OF_A_REQUEST = 1_000;

    private static final int SESSIONS_A_QUERY = 500;

    /// The events by which the site log knows a recording.
    private static final List<String> KNOWN_BY =
            List.of(AuditCode.SESSION_START.text(), AuditCode.RECORDING_SEALED.text());

    /// What becomes of a session and its recording.
    private static final List<String> LIFE =
            Stream.of(
                            AuditCode.CONNECTION_ALLOWED,
                            AuditCode.SESSION_START,
                            AuditCode.SESSION_ENDED,
                            AuditCode.SESSION_END_ASKED,
                            AuditCode.RECORDING_SEALED,
                            AuditCode.RECORDING_STORED)
                    .map(AuditCode::text)
                    .toList();

    /// What becomes of a request.
    private static final List<String> DECISIONS =
            Stream.of(AuditCode.values())
                    .map(AuditCode::text)
                    .filter(code -> code.startsWith("request.") || code.startsWith("grant."))
                    .toList();

    private final StateStore store;
    private final SiteLog log;
    private final AuditCache cache;
    private final Ticker ticker;

    private AuditTrail(StateStore store, SiteLog log, AuditCache cache, Ticker ticker) {
        this.store = store;
        this.log = log;
        this.cache = cache;
        this.ticker = ticker;
    }

    /// Opens the trail: brings the table up to the log, or makes it anew if somebody changed it.
    ///
    /// @param log closed with the trail
    /// @throws IOException if the log cannot be read
    /// @throws AuditException if the log has lost events that the table has: the broker must not start
    public static AuditTrail open(StateStore store, SiteLog log, Ticker ticker) throws IOException {
        AuditCache.Opened opened = AuditCache.open(store, log);
        AuditTrail trail = new AuditTrail(store, log, opened.cache(), ticker);
        opened.differing()
                .ifPresent(id -> {
                    LOG.atError()
                            .addKeyValue("reason", "event " + id)
                            .log("the audit table was changed; it was made anew from the site log");
                    trail.write(
                            AuditCode.AUDIT_REBUILT,
                            null,
                            "",
                            null,
                            null,
                            Map.of("event", id),
                            "The audit table was not what the site log says, from event "
                                    + id
                                    + " on; it was made anew.");
                });
        return trail;
    }

    /// Writes one event; it is durable when this returns. Blocks.
    ///
    /// @param address where the request came from, or empty
    /// @param detail  texts, numbers, booleans, lists and maps of them; no secrets
    /// @param sentence what happened, for people
    /// @throws AuditException if it could not be written: refuse what it is about
    public void write(
            AuditCode code,
            @Nullable Actor person,
            String address,
            @Nullable String target,
            @Nullable String session,
            Map<String, ? extends @Nullable Object> detail,
            String sentence) {
        write(new NewEvent(code, person, address, target, session, detail, sentence));
    }

    /// Writes one event as above. Within a transaction of the state, write before it commits: an event about something
    /// that then did not happen is the lesser evil.
    ///
    /// @return its number, from 1
    public long write(NewEvent event) {
        long index = log.append((number, now) -> AuditLeaf.of(number, now, event));
        cache.grown();
        return index + 1;
    }

    /// Writes one event as above, within the transaction `rows` is of; call it after everything in it that may fail.
    public long write(StateStore.Rows rows, NewEvent event) {
        return write(event);
    }

    /// Signs recordings with the key of the day.
    public DailySigner signer() {
        return new DailySigner(log);
    }

    /// Writes one event later, without waiting.
    ///
    /// @return kept when the event is durable
    public CompletableFuture<Long> submit(NewEvent event) {
        return log.submit((number, now) -> AuditLeaf.of(number, now, event))
                .whenComplete((index, failure) -> cache.grown());
    }

    /// At most `limit` events, newest first; all that were written before the call are seen.
    ///
    /// @param beforeId only events with a smaller id; `Long.MAX_VALUE` for the newest
    public List<AuditEvent> newest(long beforeId, int limit) {
        return newest(AuditFilter.ALL, beforeId, limit);
    }

    /// At most `limit` of the events that are asked for, newest first; all that were written before the call are seen.
    ///
    /// @param beforeId only events with a smaller id; `Long.MAX_VALUE` for the newest
    public List<AuditEvent> newest(AuditFilter filter, long beforeId, int limit) {
        cache.awaitCaughtUp(ticker);
        int rowsWanted = Math.clamp(limit, 1, LONGEST_PAGE + 1);
        return store.read(rows -> rows.audit().before(filter, beforeId, rowsWanted)).stream()
                .map(AuditTrail::event)
                .toList();
    }

    /// The events about a session, and those about the request that let it in; all that were written before the call are
    /// seen.
    ///
    /// @param request the request's id, or null
    /// @param isWhole whether all are wanted, or only those that say that the session and its recording began and ended
    /// @return their numbers, from 1, in order; at most 10,000 and those of its start and end
    public List<Long> about(String session, @Nullable String request, boolean isWhole) {
        cache.awaitCaughtUp(ticker);
        return store.read(rows -> {
            TreeSet<Long> numbers = new TreeSet<>(rows.audit().ofSession(session, LIFE));
            if (isWhole) {
                numbers.addAll(rows.audit().ofSession(session, MOST_OF_A_SESSION));
            }
            if (request != null) {
                numbers.addAll(
                        rows.audit()
                                .withDetail(
                                        DECISIONS,
                                        "\"request\":" + Json.write(request),
                                        MOST_OF_A_REQUEST));
            }
            return List.copyOf(numbers);
        });
    }

    /// Events as they are in the site log, texts in JSON.
    ///
    /// @param numbers from 1
    /// @throws IOException if the log's files cannot be read
    public List<String> leaves(Collection<Long> numbers) throws IOException {
        SiteLogReader reader = log.reader();
        List<String> leaves = new ArrayList<>();
        for (long number : numbers) {
            byte[] leaf = reader.leaf(number - 1);
            if (leaf == null) {
                throw new IOException("event " + number + " is not in the files of the site log");
            }
            leaves.add(new String(leaf, StandardCharsets.UTF_8));
        }
        return leaves;
    }

    /// Proves events by a checkpoint of the site log that covers them. Blocks.
    ///
    /// @param numbers from 1
    /// @throws IOException if the log's files cannot be read
    public LogProof prove(Collection<Long> numbers) throws IOException {
        return log.prove(numbers.stream().map(number -> number - 1).toList());
    }

    /// The fingerprint of the log's first key, which everything else can be checked with.
    public String fingerprint() {
        return log.keys().fingerprint();
    }

    /// The public key of this name, if it signs the log and recordings, or did.
    public Optional<PublicKey> publicKey(String id) {
        return log.keys().find(id).map(statement -> statement.key().publicKey());
    }

    /// The key that signs the log and recordings now.
    public SigningKey signingKey() {
        KeyStatement last = log.keys().last();
        return new SigningKey(last.key().fingerprint(), last.epoch(), last.from());
    }

    /// A key that signs.
    ///
    /// @param epoch its number, from 1
    /// @param since when it began to
    public record SigningKey(String fingerprint, int epoch, Instant since) {}

    /// Hands over to a new signing key now. Blocks.
    ///
    /// @throws AuditException if it could not be done; the key so far goes on
    public void handOverSigning() {
        log.handOver();
    }

    /// How many events there are.
    public long count() {
        return log.size();
    }

    /// How many of the events that are asked for there are, counted up to `most`.
    public int count(AuditFilter filter, int most) {
        cache.awaitCaughtUp(ticker);
        return store.read(rows -> rows.audit().count(filter, most));
    }

    /// The sessions that began and whose recording no event says is sealed.
    public List<String> unsealed() {
        cache.awaitCaughtUp(ticker);
        return store.read(rows ->
                rows.audit()
                        .sessionsWithout(
                                AuditCode.SESSION_START.text(), AuditCode.RECORDING_SEALED.text()));
    }

    /// Those of `sessions` of which no event says that they began, nor that their recording is sealed; in their order.
    public List<String> unknown(List<String> sessions) {
        cache.awaitCaughtUp(ticker);
        List<String> unknown = new ArrayList<>();
        for (int from = 0; from < sessions.size(); from += SESSIONS_A_QUERY) {
            List<String> some =
                    sessions.subList(from, Math.min(from + SESSIONS_A_QUERY, sessions.size()));
            Set<String> known = store.read(rows -> rows.audit().sessionsWith(some, KNOWN_BY));
            some.stream().filter(session -> !known.contains(session)).forEach(unknown::add);
        }
        return unknown;
    }

    /// The id of the first event whose row is not what the site log says, or nothing if the table is right.
    public Optional<Long> firstBroken() throws IOException {
        cache.awaitCaughtUp(ticker);
        return AuditCache.firstDiffering(store, log.reader(), 0);
    }

    /// Writes what waits and closes the log.
    @Override
    public void close() {
        log.close();
        cache.close();
    }

    private static AuditEvent event(AuditRow row) {
        String id = row.personId();
        String name = row.personName();
        String email = row.personEmail();
        try {
            return new AuditEvent(
                    row.id(),
                    Instant.EPOCH.plus(row.occurredAt(), ChronoUnit.MICROS),
                    row.code(),
                    id == null || name == null || email == null ? null : new Actor(id, name, email),
                    row.address(),
                    row.target(),
                    row.session(),
                    Json.readObject(row.detail()),
                    row.sentence());
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(
                    "audit event " + row.id() + " has a detail that is not JSON", e);
        }
    }

    /// An event that is about to be written.
    public record NewEvent(
            AuditCode code,
            @Nullable Actor person,
            String address,
            @Nullable String target,
            @Nullable String session,
            Map<String, ? extends @Nullable Object> detail,
            String sentence) {}
}
