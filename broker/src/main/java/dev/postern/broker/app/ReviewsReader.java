package dev.postern.broker.app;

import dev.postern.broker.app.ConfigNode.Section;
import dev.postern.broker.index.Filters;
import dev.postern.broker.review.Checklist;
import dev.postern.broker.review.ReviewRule;
import dev.postern.filter.Filter;
import dev.postern.filter.FilterException;
import dev.postern.filter.FilterKey;
import dev.postern.filter.FilterTerm;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the `reviews` section: a list of rules, the first that takes a session counts.
final class ReviewsReader {

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,4})?)%");
    private static final BigDecimal A_PERCENT = BigDecimal.valueOf(ReviewRule.ALL / 100);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_TEXT = 200;
    private static final int MOST_QUESTIONS = 20;
    private static final int MOST_RULES = 50;

    /// What is no question about a session that has ended and waits.
    private static final Set<FilterKey> NOT_HERE =
            EnumSet.of(FilterKey.REVIEW, FilterKey.SINCE, FilterKey.UNTIL);

    private ReviewsReader() {}

    static List<ReviewRule> read(Optional<ConfigNode> node) throws ConfigException {
        List<ReviewRule> rules = new ArrayList<>();
        if (node.isPresent()) {
            for (ConfigNode item : node.get().items()) {
                ReviewRule rule = rule(item);
                if (rules.stream().anyMatch(other -> other.name().equals(rule.name()))) {
                    throw item.problem(
                            "has the name \"" + rule.name() + "\" of another rule",
                            "give it a name of its own");
                }
                rules.add(rule);
            }
            if (rules.size() > MOST_RULES) {
                throw node.get()
                        .problem("has " + rules.size() + " rules", "write at most " + MOST_RULES);
            }
        }
        return rules;
    }

    private static ReviewRule rule(ConfigNode node) throws ConfigException {
        Section section = node.section("name", "sessions", "sample", "within", "checklist");
        Optional<ConfigNode> sessions = section.optional("sessions");
        Optional<ConfigNode> sample = section.optional("sample");
        return new ReviewRule(
                text(section.required("name")),
                sessions.isPresent() ? filter(sessions.get()) : "",
                sample.isPresent() ? sample(sample.get()) : ReviewRule.ALL,
                within(section.optional("within")),
                checklist(section.optional("checklist")));
    }

    private static String text(ConfigNode node) throws ConfigException {
        String text = node.text().strip();
        if (text.isEmpty() || text.length() > LONGEST_TEXT || text.lines().count() != 1) {
            throw node.problem(
                    "is empty, has several lines or is too long",
                    "write one line of at most " + LONGEST_TEXT + " characters");
        }
        return text;
    }

    private static String filter(ConfigNode node) throws ConfigException {
        String text = node.text();
        try {
            for (Filter.Clause clause : Filter.parse(text).clauses()) {
                for (FilterTerm term : clause.terms()) {
                    if (NOT_HERE.contains(term.key())) {
                        throw node.problem(
                                "has `"
                                        + term.key().word()
                                        + ":`, which cannot say whether a session is to be"
                                        + " reviewed",
                                "leave it out: a rule is asked once, when a session has ended");
                    }
                }
            }
            Filters.parse(text, Instant.EPOCH);
        } catch (FilterException e) {
            throw node.problem(
                    "cannot be read at character " + (e.position() + 1) + ": " + e.getMessage(),
                    e.hint());
        }
        return text;
    }

    private static int sample(ConfigNode node) throws ConfigException {
        Matcher matcher = PERCENT.matcher(node.text());
        if (!matcher.matches()
                || new BigDecimal(matcher.group(1)).compareTo(BigDecimal.valueOf(100)) > 0) {
            throw node.problem(
                    "is \"" + node.text() + "\"", "write 0% to 100%, for example 20% or 0.5%");
        }
        return new BigDecimal(matcher.group(1)).multiply(A_PERCENT).intValueExact();
    }

    private static @Nullable Duration within(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return null;
        }
        Duration within = node.get().duration();
        if (within.compareTo(SHORTEST) < 0 || within.compareTo(LONGEST) > 0) {
            throw node.get().problem("is \"" + node.get().text() + "\"", "write 1m to 366d");
        }
        return within;
    }

    private static Checklist checklist(Optional<ConfigNode> node) throws ConfigException {
        if (node.isEmpty()) {
            return Checklist.NONE;
        }
        List<String> items = new ArrayList<>();
        for (ConfigNode item : node.get().items()) {
            String text = text(item);
            if (items.contains(text)) {
                throw item.problem("is asked twice", "remove one of them");
            }
            items.add(text);
        }
        if (items.size() > MOST_QUESTIONS) {
            throw node.get()
                    .problem(
                            "has " + items.size() + " questions",
                            "write at most " + MOST_QUESTIONS);
        }
        return new Checklist(items);
    }
}
