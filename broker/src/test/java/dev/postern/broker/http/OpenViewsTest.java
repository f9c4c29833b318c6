package dev.postern.broker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class OpenViewsTest {

    private static final String PAGE = "b0a3a1f2-7f5e";

    private Instant now = Instant.parse("2026-11-21T01:20:03Z");
    private final OpenViews views = new OpenViews(() -> now);
    private final List<String> trail = new ArrayList<>();

    @Test
    void sameLookOfOnePage_isNotedOnce() {
        look("erin", PAGE, "facts");
        look("erin", PAGE, "facts");
        look("erin", PAGE, "statements");

        assertThat(trail).containsExactly("erin facts", "erin statements");
    }

    @Test
    void lookOfAnotherPageOrPerson_isNoted() {
        look("erin", PAGE, "facts");
        look("erin", "another-page", "facts");
        look("otto", PAGE, "facts");

        assertThat(trail).containsExactly("erin facts", "erin facts", "otto facts");
    }

    @Test
    void lookWithoutAUsableWord_isAlwaysNoted() {
        for (String view :
                new @Nullable String[] {null, "", "short", "with spaces in it", "x".repeat(65)}) {
            look("erin", view, "facts");
            look("erin", view, "facts");
        }

        assertThat(trail).hasSize(10);
    }

    @Test
    void lookOfAPageThatStaysOpen_isNotedAgainAfterTheLifetime() {
        look("erin", PAGE, "facts");
        now = now.plus(OpenViews.LIFETIME).minusMillis(1);
        look("erin", PAGE, "facts");
        now = now.plusMillis(1);
        look("erin", PAGE, "facts");

        assertThat(trail).hasSize(2);
    }

    @Test
    void lookThatCouldNotBeNoted_isStillNew() {
        assertThatThrownBy(() ->
                        views.noteOnce(
                                "erin",
                                PAGE,
                                "facts",
                                () -> {
                                    throw new IllegalStateException("the trail is full");
                                }))
                .isInstanceOf(IllegalStateException.class);

        look("erin", PAGE, "facts");

        assertThat(trail).containsExactly("erin facts");
    }

    @Test
    void looksAboveTheLimit_areNotedAgainInsteadOfForgotten() {
        look("erin", PAGE, "facts");
        for (int i = 0; i < 20_000; i++) {
            look("erin", PAGE, "result of statement " + i);
        }
        look("erin", PAGE, "facts");

        assertThat(trail).hasSize(20_002);
    }

    private void look(String login, @Nullable String view, String what) {
        views.noteOnce(login, view, what, () -> trail.add(login + " " + what));
    }
}
