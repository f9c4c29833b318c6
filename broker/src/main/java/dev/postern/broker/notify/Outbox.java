package dev.postern.broker.notify;

import dev.postern.broker.access.AccessException;
import dev.postern.broker.access.AccessRequest;
import dev.postern.broker.access.AccessRequests;
import dev.postern.broker.base.Clock;
import dev.postern.broker.store.sql.AuditRow;
import dev.postern.broker.store.sql.OutboxRow;
import dev.postern.broker.store.sql.StateStore;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Puts what receivers are to be told into the outbox.
///
/// It follows the audit trail: whatever is done about requests and locks is an event there before it is true, and the
/// place up to which the trail was read moves in the transaction that adds the messages. So nothing is told twice or left
/// out, whenever the broker ends; and nothing that is done waits for a receiver. What was done before there was a receiver
/// is not told.
final class Outbox {

    private static final int MOST_EVENTS = 500;
    private static final Duration KEEP = Duration.ofDays(30);

    private final StateStore store;
    private final AccessRequests requests;
    private final NotifyConfig config;
    private final Clock clock;
    private final Supplier<String> webAddress;

    /// @param webAddress the address that people open, without a trailing slash; empty while it is not known
    Outbox(
            StateStore store,
            AccessRequests requests,
            NotifyConfig config,
            Clock clock,
            Supplier<String> webAddress) {
        this.store = store;
        this.requests = requests;
        this.config = config;
        this.clock = clock;
        this.webAddress = webAddress;
    }

    /// Adds what is new. Blocks.
    void fill() {
        followTrail();
        lookAhead();
    }

    /// Forgets messages of a month ago.
    void clear() {
        store.write(rows -> rows.outbox().clear(micros(clock.now().minus(KEEP))));
    }

    private void followTrail() {
        boolean isNews =
                store.read(rows -> {
                    long from = rows.outbox().place().orElse(-1);
                    return from < 0 || !rows.audit().after(from, 1).isEmpty();
                });
        if (!isNews) {
            return;
        }
        store.write(rows -> {
            if (rows.outbox().place().isEmpty()) {
                rows.outbox().moveTo(rows.audit().last().map(AuditRow::id).orElse(0L));
                return 0;
            }
            List<AuditRow> events =
                    rows.audit().after(rows.outbox().place().orElseThrow(), MOST_EVENTS);
            events.forEach(
                    event -> News.of(event.code()).ifPresent(news -> add(rows, news, event)));
            if (!events.isEmpty()) {
                rows.outbox().moveTo(events.getLast().id());
            }
            return events.size();
        });
    }

    private void add(StateStore.Rows rows, News news, AuditRow event) {
        Map<String, @Nullable Object> detail;
        try {
            detail = Json.readObject(event.detail());
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(
                    "audit event " + event.id() + " has a detail that is not JSON", e);
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("event", news.text());
        body.put("at", instant(event.occurredAt()).toString());
        body.put("text", event.sentence());
        String name = event.personName();
        String email = event.personEmail();
        body.put(
                "person",
                name == null || email == null ? null : Map.of("name", name, "email", email));
        body.put("target", event.target());
        body.put("link", link(detail.get("request") instanceof String id ? id : ""));
        body.put("detail", detail);
        put(rows, "audit-" + event.id(), news, event.target(), body);
    }

    /// Tells once of every grant that ends soon; one that is made longer meanwhile ends another time, and is told of anew.
    private void lookAhead() {
        if (config.receivers().stream().noneMatch(r -> r.news().contains(News.GRANT_EXPIRING))) {
            return;
        }
        Instant soon = clock.now().plus(config.expiringBefore());
        requests.grantEnds()
                .forEach((id, end) -> {
                    String key = "expiring-" + id + "-" + end.getEpochSecond();
                    if (end.isBefore(soon) && !isTold(key)) {
                        find(id).ifPresent(request -> addExpiring(key, request, end));
                    }
                });
    }

    private boolean isTold(String key) {
        return store.read(rows ->
                config.receivers().stream()
                        .filter(receiver -> receiver.news().contains(News.GRANT_EXPIRING))
                        .allMatch(receiver -> rows.outbox().has(key, receiver.name())));
    }

    private Optional<AccessRequest> find(String id) {
        try {
            return Optional.of(requests.find(id));
        } catch (AccessException gone) {
            return Optional.empty();
        }
    }

    private void addExpiring(String key, AccessRequest request, Instant end) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("request", request.id());
        detail.put("requester", request.requester().email());
        detail.put("role", request.databaseRole());
        detail.put("grantEndsAt", end.toString());
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("event", News.GRANT_EXPIRING.text());
        body.put("at", clock.now().truncatedTo(ChronoUnit.MICROS).toString());
        body.put(
                "text",
                "The grant of "
                        + request.requester().email()
                        + " for "
                        + request.databaseRole()
                        + " on "
                        + request.target()
                        + " ends at "
                        + end.truncatedTo(ChronoUnit.SECONDS)
                        + " (request "
                        + request.shortId()
                        + "). For longer: postern request extend "
                        + request.shortId());
        body.put("person", null);
        body.put("target", request.target());
        body.put("link", link(request.id()));
        body.put("detail", detail);
        store.write(rows -> {
            put(rows, key, News.GRANT_EXPIRING, request.target(), body);
            return key;
        });
    }

    private void put(
            StateStore.Rows rows,
            String key,
            News news,
            @Nullable String target,
            Map<String, @Nullable Object> body) {
        String json = Json.write(body);
        for (NotifyConfig.Receiver receiver : config.receivers()) {
            boolean isWanted =
                    receiver.news().contains(news)
                            && (receiver.targets().isEmpty()
                                    || target == null
                                    || receiver.targets().contains(target))
                            && (!(receiver.way() instanceof NotifyConfig.RequesterMail)
                                    || news.concernsRequester());
            if (isWanted) {
                rows.outbox()
                        .add(
                                new OutboxRow(
                                        key,
                                        receiver.name(),
                                        news.text(),
                                        json,
                                        micros(clock.now()),
                                        0));
            }
        }
    }

    private String link(String request) {
        String address = webAddress.get();
        return address.isEmpty() || request.isEmpty() ? "" : address + "/requests?id=" + request;
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
