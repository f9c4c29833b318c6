package dev.postern.export;

import dev.postern.event.SessionEvent.TransactionStatus;

import java.io.IOException;

/// psql's prompt: database, `*` in a transaction or `!` in a failed one, `#` for a superuser.
final class PsqlPrompt {

    private String database = "";
    private boolean superuser;
    private TransactionStatus status = TransactionStatus.IDLE;

    void database(String name) {
        database = Visible.line(name);
    }

    void superuser(boolean is) {
        superuser = is;
    }

    void status(TransactionStatus now) {
        status = now;
    }

    /// Writes a statement behind the prompt, its later lines behind the continuation prompt.
    void write(Appendable out, String sql) throws IOException {
        String end =
                (switch (status) {
                            case IDLE -> "";
                            case IN_TRANSACTION -> "*";
                            case FAILED -> "!";
                        })
                        + (superuser ? "# " : "> ");
        String sign = "=";
        for (String line :
                Visible.text(sql.replace("\r\n", "\n").stripTrailing()).split("\n", -1)) {
            out.append(database).append(sign).append(end).append(line).append('\n');
            sign = "-";
        }
    }
}
