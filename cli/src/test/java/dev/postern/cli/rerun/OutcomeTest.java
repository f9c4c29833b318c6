package dev.postern.cli.rerun;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

final class OutcomeTest {

    @Test
    void sameOutcomes_doNotDiffer() {
        assertThat(
                        done("SELECT 2", 2, rows("a", "b"))
                                .difference(done("SELECT 2", 2, rows("a", "b"))))
                .isEmpty();
        assertThat(failed("23505").difference(failed("23505"))).isEmpty();
    }

    @Test
    void rowsThatDiffer_areShown() {
        assertThat(
                        done("SELECT 2", 2, rows("a", "c"))
                                .difference(done("SELECT 2", 2, rows("a", "b"))))
                .isEqualTo("row 2 was [\"b\"], now [\"c\"]");
        assertThat(
                        done("SELECT 2", 2, rows("b", "a"))
                                .difference(done("SELECT 2", 2, rows("a", "b"))))
                .isEqualTo("the same rows in another order");
    }

    @Test
    void rowsThatAreNotKnown_areNotCompared() {
        assertThat(done("SELECT 1", 1, rows("a")).difference(done("SELECT 1", 1, null))).isEmpty();
    }

    @Test
    void tagsNumbersAndErrors_areCompared() {
        assertThat(done("SELECT 3", 3, null).difference(done("SELECT 2", 2, null)))
                .isEqualTo("was SELECT 2, now SELECT 3");
        assertThat(done("COPY 3", 3, null).difference(done("COPY 3", 2, null)))
                .isEqualTo("was COPY 3, 2 rows, now COPY 3, 3 rows");
        assertThat(failed("42P01").difference(done("SELECT 2", 2, null)))
                .isEqualTo("was SELECT 2, now ERROR 42P01: no table");
        assertThat(done("SELECT 2", 2, null).difference(failed("42P01")))
                .isEqualTo("was ERROR 42P01, now SELECT 2");
    }

    @Test
    void groups_areQueriesAndBatches_butNotBlocks() {
        assertThat(
                        Rerun.groups(
                                List.of(
                                        statement(1, 10, 1, false, "select 1"),
                                        statement(2, 10, 1, false, "select 2"),
                                        statement(3, 12, 2, false, "select 3"),
                                        statement(4, 14, 3, true, "insert"),
                                        statement(5, 15, 3, true, "insert"),
                                        statement(6, 16, 4, true, "begin"),
                                        statement(7, 18, 4, true, "insert"),
                                        statement(8, 20, 4, true, "commit"))))
                .extracting(group -> group.stream().map(RecordedStatement::ordinal).toList())
                .containsExactly(
                        List.of(1, 2),
                        List.of(3),
                        List.of(4, 5),
                        List.of(6),
                        List.of(7),
                        List.of(8));
    }

    private static RecordedStatement statement(
            int ordinal, long message, int transaction, boolean extended, String sql) {
        return new RecordedStatement(
                ordinal,
                message,
                transaction,
                extended,
                sql,
                List.of(),
                List.of(),
                done("", 0, null),
                null,
                true);
    }

    private static RowDigest rows(String... cells) {
        RowDigest digest = new RowDigest();
        for (String cell : cells) {
            digest.add(List.of(cell));
        }
        return digest;
    }

    private static Outcome done(String tag, long rows, @Nullable RowDigest result) {
        return new Outcome("completed", tag, rows, "", "", result);
    }

    private static Outcome failed(String state) {
        return new Outcome("failed", "", 0, state, "no table", null);
    }
}
