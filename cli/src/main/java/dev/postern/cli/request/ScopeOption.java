package dev.postern.cli.request;

import dev.postern.cli.console.CliException;
import dev.postern.sql.AccessScope;
import dev.postern.sql.ScopeException;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Option that says which tables a request is for.
public final class ScopeOption {

    @Option(
            names = "--scope",
            paramLabel = "read:TABLE|write:TABLE",
            description =
                    "Table that it is for, as SQL writes it: read:public.orders, write:refunds,"
                        + " read:public.*, write:*. Give it again for more. What the session does"
                        + " beyond it is marked, not refused.")
    private List<String> entries = new ArrayList<>();

    /// Whether it was given.
    public boolean isGiven() {
        return !entries.isEmpty();
    }

    /// The entries in their shortest form.
    ///
    /// @throws CliException if one is wrong
    public List<String> texts() throws CliException {
        try {
            return AccessScope.parse(entries).texts();
        } catch (ScopeException e) {
            throw CliException.usage(e.text(), e.hint());
        }
    }

    /// Adds it to the body of a request, if it was given.
    ///
    /// @throws CliException if an entry is wrong
    public void addTo(Map<String, Object> body) throws CliException {
        List<String> texts = texts();
        if (!texts.isEmpty()) {
            body.put("scope", texts);
        }
    }
}
