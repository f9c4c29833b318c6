package dev.postern.broker.http;

import dev.postern.broker.index.IndexStatus;
import dev.postern.broker.review.Review;
import dev.postern.broker.review.Reviews;
import dev.postern.broker.session.SessionRegistry;
import dev.postern.broker.store.sql.FoundPage;
import dev.postern.broker.store.sql.IndexQuery;
import dev.postern.broker.store.sql.IndexRows;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.store.sql.SessionRow;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Sessions as the API lists them, each with its review.
///
/// @param index   how far the index is behind
/// @param running the sessions that run here
/// @param budget  how much each search may look into
public record SessionPage(
        IndexRows rows,
        Reviews reviews,
        Supplier<IndexStatus> index,
        SessionRegistry running,
        Supplier<SearchBudget> budget) {

    /// A page of sessions, newest first.
    ///
    /// @param after    where it begins, or null
    /// @param isMasked whether values of a session are masked for the caller
    Map<String, @Nullable Object> answer(
            IndexQuery query,
            IndexQuery.@Nullable Place after,
            int limit,
            Instant now,
            Predicate<SessionRow> isMasked) {
        FoundPage<SessionRow> found = rows.sessions(query, after, limit, budget.get());
        List<SessionRow> shown = found.items();
        Map<String, Review> standing =
                reviews.standing(shown.stream().map(SessionRow::id).toList());
        List<Object> items = new ArrayList<>();
        shown.forEach(row -> items.add(view(row, standing.get(row.id()), now, isMasked)));
        return page(items, found, index.get());
    }

    /// SESSION.
    Map<String, @Nullable Object> view(
            SessionRow row, Instant now, Predicate<SessionRow> isMasked) {
        return view(row, reviews.standing(List.of(row.id())).get(row.id()), now, isMasked);
    }

    /// HELD of a session, or null.
    @Nullable Map<String, Object> held(String session) {
        return LiveSessionRoutes.held(running.find(session).orElse(null));
    }

    private Map<String, @Nullable Object> view(
            SessionRow row, @Nullable Review review, Instant now, Predicate<SessionRow> isMasked) {
        Map<String, @Nullable Object> view = RecordingViews.session(row, now);
        view.put("review", review == null ? null : ReviewRoutes.view(review));
        view.put("masked", isMasked.test(row));
        view.put("held", held(row.id()));
        return view;
    }

    /// The place behind which the next page begins, as a word.
    static String cursor(IndexQuery.Place place) {
        byte[] text = (place.startedAt() + " " + place.id()).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /// A page of a list.
    ///
    /// @param items what is shown of what was found
    /// @param index how far it is behind: what was done since is not in the page yet
    static Map<String, @Nullable Object> page(
            List<Object> items, FoundPage<?> found, IndexStatus index) {
        IndexQuery.Place next = found.next();
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("items", items);
        page.put("nextCursor", next == null ? null : cursor(next));
        page.put("searchedBackTo", searchedBackTo(found.searchedBackTo()));
        page.put("total", found.total().number());
        page.put("totalIsExact", found.total().isExact());
        page.put("index", behind(index));
        return page;
    }

    /// How far a search came before it stopped, in microseconds since 1970, as a time; null if it did not.
    static @Nullable Instant searchedBackTo(@Nullable Long micros) {
        return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /// How far the index is behind.
    static Map<String, Object> behind(IndexStatus index) {
        return Map.of(
                "waitingRecordings", index.waiting(), "behindMillis", index.behind().toMillis());
    }
}
