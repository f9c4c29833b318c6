package dev.postern.broker.review;

import dev.postern.broker.review.ReviewException.Kind;
import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The questions that a review answers.
///
/// @param items in the order of the rule that asks them, no two alike
public record Checklist(List<String> items) {

    /// Nothing is asked.
    public static final Checklist NONE = new Checklist(List.of());

    private static final List<String> ANSWERS = List.of("yes", "no", "n/a");

    public Checklist {
        items = List.copyOf(items);
    }

    /// What was answered to a question.
    ///
    /// @param answer `yes`, `no` or `n/a`
    public record Answer(String item, String answer) {}

    /// The finding of somebody who came to `outcome` and gave these answers, in the order of the questions.
    ///
    /// @throws ReviewException if an answer is missing, or is none that is known, or does not go with the outcome
    public Review.Finding finding(Review.Outcome outcome, List<Answer> answers)
            throws ReviewException {
        Map<String, String> given = new HashMap<>();
        for (Answer answer : answers) {
            if (!items.contains(answer.item())) {
                throw new ReviewException(
                        Kind.BAD_INPUT,
                        "\"" + answer.item() + "\" is no question of this session's checklist.",
                        items.isEmpty()
                                ? "Leave the checklist out: nothing is asked."
                                : "The questions are: " + quoted(items) + ".");
            }
            if (!ANSWERS.contains(answer.answer())) {
                throw new ReviewException(
                        Kind.BAD_INPUT,
                        "\"" + answer.answer() + "\" is no answer.",
                        "Answer yes, no or n/a.");
            }
            if (given.put(answer.item(), answer.answer()) != null) {
                throw new ReviewException(
                        Kind.BAD_INPUT,
                        "\"" + answer.item() + "\" is answered twice.",
                        "Answer each question once.");
            }
        }
        List<String> open = items.stream().filter(item -> !given.containsKey(item)).toList();
        if (!open.isEmpty()) {
            throw new ReviewException(
                    Kind.CHECKLIST_OPEN,
                    "Not answered: " + quoted(open) + ".",
                    "Answer each question with yes, no or n/a.");
        }
        List<String> no = items.stream().filter(item -> "no".equals(given.get(item))).toList();
        if (outcome == Review.Outcome.OK && !no.isEmpty()) {
            throw new ReviewException(
                    Kind.CHECKLIST_SAYS_NO,
                    "The answer to " + quoted(no) + " is no, so the outcome cannot be ok.",
                    "Give the outcome follow-up or incident, or correct the answer.");
        }
        List<Answer> all = new ArrayList<>();
        items.forEach(item -> all.add(new Answer(item, given.getOrDefault(item, ""))));
        return new Review.Finding(outcome, all);
    }

    private static String quoted(List<String> items) {
        return items.stream().map(item -> "\"" + item + "\"").collect(Collectors.joining(", "));
    }

    static String write(List<Answer> answers) {
        return Json.write(answers.stream().map(Checklist::view).toList());
    }

    private static Map<String, String> view(Answer answer) {
        Map<String, String> view = new LinkedHashMap<>();
        view.put("item", answer.item());
        view.put("answer", answer.answer());
        return view;
    }

    static List<Answer> read(String json) {
        List<Answer> answers = new ArrayList<>();
        try {
            if (Json.read(json) instanceof List<?> list) {
                for (Object each : list) {
                    if (each instanceof Map<?, ?> map
                            && map.get("item") instanceof String item
                            && map.get("answer") instanceof String answer) {
                        answers.add(new Answer(item, answer));
                    }
                }
            }
            return answers;
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("the checklist of a review is no JSON", e);
        }
    }
}
