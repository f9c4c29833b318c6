package dev.postern.broker.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.store.sql.SessionSpark;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When the statements of a session began, in parts of it.
final class ActivityCountTest {

    private static final long SECOND = 1_000_000;

    @Test
    void eachStatement_countsInThePartInWhichItBegan() {
        ActivityCount activity = new ActivityCount();
        for (int i = 0; i < 18; i++) {
            activity.began(SECOND + 100_000);
        }
        activity.began(12 * SECOND + 500_000);
        activity.began(23 * SECOND + 900_000);
        activity.failed(12 * SECOND + 500_000);
        activity.wrote(23 * SECOND + 900_000);

        SessionSpark spark = activity.spark(24 * SECOND);
        assertThat(spark.micros()).isEqualTo(24 * SECOND);
        assertThat(spark.bars()).isEqualTo("090000000000100000000001");
        assertThat(spark.errors()).containsExactly(12);
        assertThat(spark.writes()).containsExactly(23);
    }

    @Test
    void sessionThatGoesOn_isToldAnewOverAllOfItsTime() {
        ActivityCount activity = new ActivityCount();
        activity.began(0);
        activity.began(SECOND + 100_000);
        activity.failed(SECOND + 100_000);
        assertThat(activity.spark(SECOND).errors()).containsExactly(SessionSpark.BUCKETS - 1);
        assertThat(activity.spark(4 * SECOND).errors()).containsExactly(6);
        activity.began(48 * 3_600 * SECOND);
        assertThat(activity.spark(48 * 3_600 * SECOND).bars())
                .isEqualTo("900000000000000000000005");
        assertThat(activity.spark(48 * 3_600 * SECOND).errors()).containsExactly(0);
    }

    @Test
    void withoutStatements_allPartsAreEmpty() {
        assertThat(new ActivityCount().spark(0).bars()).isEqualTo("0".repeat(SessionSpark.BUCKETS));
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 950, 1_000, 61_003, 24 * SECOND + 1, 3_600 * SECOND, 40_000 * SECOND})
    void statementsInEqualDistances_countAlikeInEachPart(long length) {
        ActivityCount activity = new ActivityCount();
        int statements = 24 * 400;
        for (int i = 0; i < statements; i++) {
            activity.began(length * i / statements);
        }
        if (length > 10_000) {
            assertThat(activity.spark(length).levels())
                    .allSatisfy(level -> assertThat(level).isBetween(8, 9));
        }
        assertThat(activity.spark(length).levels()).contains(SessionSpark.MOST);
    }
}
