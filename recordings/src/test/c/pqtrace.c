/* Runs a session of every kind of message with libpq and writes libpq's own trace of it.
 *
 * Usage: pqtrace CONNINFO TRACE-FILE
 * capture.py runs it through a tap and keeps the bytes that passed; both are the vector of PqTraceTest. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <libpq-fe.h>

static void done(PGresult *result) { PQclear(result); }

static void drain(PGconn *conn) {
    PGresult *result;
    while ((result = PQgetResult(conn)) != NULL) PQclear(result);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    FILE *trace = fopen(argv[2], "w");
    PGconn *conn = PQconnectStart(argv[1]);
    PQtrace(conn, trace);
    PQsetTraceFlags(conn, PQTRACE_SUPPRESS_TIMESTAMPS);
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) state = PQconnectPoll(conn);
    if (state == PGRES_POLLING_FAILED) { fprintf(stderr, "%s", PQerrorMessage(conn)); return 1; }
    done(PQexec(conn, "select 1 as a, null as b, 'gr\xc3\xbc\xc3\x9f\x01' as c"));
    done(PQexec(conn, "create temp table t (id int, name text); insert into t values (1, 'x'); select * from t"));
    done(PQexec(conn, ""));
    const char *values[2] = {"7", NULL};
    done(PQexecParams(conn, "select $1::int, $2::text", 2, NULL, values, NULL, NULL, 1));
    Oid types[1] = {23};
    done(PQprepare(conn, "s1", "select * from t where id = $1", 1, types));
    done(PQdescribePrepared(conn, "s1"));
    done(PQexecPrepared(conn, "s1", 1, values, NULL, NULL, 0));
    done(PQexec(conn, "select 1/0"));
    done(PQexec(conn, "do $$ begin raise notice 'careful \"there\"'; end $$"));
    done(PQexec(conn, "listen ch"));
    done(PQexec(conn, "notify ch, 'hello'"));
    done(PQexec(conn, "copy t from stdin"));
    PQputCopyData(conn, "2\ttwo\n", 6);
    PQputCopyEnd(conn, NULL);
    drain(conn);
    done(PQexec(conn, "copy t from stdin"));
    PQputCopyEnd(conn, "no more");
    drain(conn);
    done(PQexec(conn, "copy t to stdout"));
    char *row;
    while (PQgetCopyData(conn, &row, 0) > 0) PQfreemem(row);
    drain(conn);
    PQenterPipelineMode(conn);
    PQsendQueryParams(conn, "select 2", 0, NULL, NULL, NULL, NULL, 0);
    PQsendFlushRequest(conn);
    PQsendQueryParams(conn, "select nothing", 0, NULL, NULL, NULL, NULL, 0);
    PQsendQueryParams(conn, "select 3", 0, NULL, NULL, NULL, NULL, 0);
    PQpipelineSync(conn);
    int nulls = 0;
    while (nulls < 4) {
        PGresult *result = PQgetResult(conn);
        if (result == NULL) { nulls++; continue; }
        ExecStatusType status = PQresultStatus(result);
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC) break;
    }
    PQexitPipelineMode(conn);
    int answer = 0, length = 0;
    PQArgBlock arguments[1] = {{.len = 4, .isint = 1, .u.integer = -5}};
    done(PQfn(conn, 1397, &answer, &length, 1, arguments, 1));
    PQfinish(conn);
    fclose(trace);
    return 0;
}
