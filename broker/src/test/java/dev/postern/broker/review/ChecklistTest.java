package dev.postern.broker.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.review.Checklist.Answer;
import dev.postern.broker.review.Review.Outcome;
import dev.postern.broker.review.ReviewException.Kind;

import org.junit.jupiter.api.Test;

import java.util.List;

final class ChecklistTest {

    private static final Checklist ASKED = new Checklist(List.of("Is it true?", "Was it all?"));
    private static final Answer TRUE = new Answer("Is it true?", "yes");

    @Test
    void answers_areKeptInTheOrderOfTheQuestions() throws Exception {
        Answer second = new Answer("Was it all?", "n/a");
        Review.Finding finding = ASKED.finding(Outcome.OK, List.of(second, TRUE));

        assertThat(finding.checklist()).containsExactly(TRUE, second);
        assertThat(Checklist.read(Checklist.write(finding.checklist())))
                .isEqualTo(finding.checklist());
        assertThat(Checklist.NONE.finding(Outcome.OK, List.of()).checklist()).isEmpty();
    }

    @Test
    void missingAnswers_areNamed() {
        assertRefused(
                Kind.CHECKLIST_OPEN,
                "Not answered: \"Was it all?\".",
                Outcome.INCIDENT,
                List.of(TRUE));
        assertRefused(
                Kind.CHECKLIST_OPEN,
                "Not answered: \"Is it true?\", \"Was it all?\".",
                Outcome.OK,
                List.of());
    }

    @Test
    void okWithANo_isRefused_andOtherOutcomesAreNot() throws Exception {
        List<Answer> answers = List.of(TRUE, new Answer("Was it all?", "no"));

        assertRefused(
                Kind.CHECKLIST_SAYS_NO,
                "The answer to \"Was it all?\" is no, so the outcome cannot be ok.",
                Outcome.OK,
                answers);
        assertThat(ASKED.finding(Outcome.FOLLOW_UP, answers).checklist()).isEqualTo(answers);
    }

    @Test
    void unknownQuestionsAndAnswers_areRefused() {
        assertRefused(
                Kind.BAD_INPUT,
                "\"Why?\" is no question of this session's checklist.",
                Outcome.OK,
                List.of(new Answer("Why?", "yes")));
        assertRefused(
                Kind.BAD_INPUT,
                "\"maybe\" is no answer.",
                Outcome.OK,
                List.of(new Answer("Is it true?", "maybe")));
        assertRefused(
                Kind.BAD_INPUT,
                "\"Is it true?\" is answered twice.",
                Outcome.OK,
                List.of(TRUE, TRUE));
    }

    private static void assertRefused(
            Kind kind, String text, Outcome outcome, List<Answer> answers) {
        assertThatExceptionOfType(ReviewException.class)
                .isThrownBy(() -> ASKED.finding(outcome, answers))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
                .satisfies(e -> assertThat(e.text()).isEqualTo(text))
                .satisfies(e -> assertThat(e.hint()).isNotEmpty());
    }
}
