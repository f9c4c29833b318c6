package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// A grant of a database role without write grants stays one, whatever the session says; see `docs/access.md`.
final class ReadOnlyIT {

    private static final List<String> WAYS_OUT =
            List.of(
                    "insert into products values ('X', 'x', 1, 1)",
                    "set default_transaction_read_only = off; delete from orders",
                    "begin read write; delete from orders; commit",
                    "set role app_write",
                    "reset role; delete from orders",
                    "set session authorization app_write",
                    "reset session authorization; delete from orders",
                    "do $$ begin execute 'delete from orders'; end $$",
                    "with gone as (delete from orders returning 1) select count(*) from gone",
                    "create table own (n integer)",
                    "copy orders from program 'true'",
                    "truncate orders");

    @TempDir Path folder;

    @Test
    void readOnlyRole_cannotWrite_whateverItSays() throws Exception {
        try (RunningDemo demo = RunningDemo.start(folder)) {
            String count = "select count(*) from orders";
            Run before = demo.psql("engineer", "service=postern-shop", count);
            for (String sql : WAYS_OUT) {
                Run tried = demo.psql("engineer", "service=postern-shop", sql + ";\n");
                assertThat(tried.exitCode()).as(sql + "\n" + tried.all()).isEqualTo(3);
                assertThat(tried.err()).as(sql).contains("permission denied");
            }
            Run after = demo.psql("engineer", "service=postern-shop", count);
            assertThat(after.out()).isEqualTo(before.out());
        }
    }
}
