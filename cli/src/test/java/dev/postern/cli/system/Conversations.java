package dev.postern.cli.system;

import static dev.postern.cli.system.Conversation.ready;
import static dev.postern.cli.system.Conversation.simple;
import static dev.postern.cli.system.ExtendedConversations.extended;

import java.util.ArrayList;
import java.util.List;

/// The corpus: conversations whose answers are the same whenever they are repeated on the same database.
final class Conversations {

    /// Tables that the conversations use; they leave them as they found them.
    static final String SCHEMA =
            """
            create table item (id integer primary key, name text, price numeric(10, 2), made timestamptz, tags text[]);
            insert into item select n, 'item ' || n, n * 1.5, timestamptz '2026-01-01 00:00:00+00' + n * interval '1 hour',
              array['a' || n, 'b'] from generate_series(1, 500) as n;
            insert into item values (501, null, null, null, null), (502, '', 0, '-infinity', '{}');
            create table sink (line text);
            create table pair (k integer primary key, v integer not null);
            """;

    private Conversations() {}

    /// All conversations, each with a name of its own.
    static List<Conversation> all() {
        List<Conversation> all = new ArrayList<>();
        for (String statement : Statements.STATEMENTS) {
            all.add(simple("simple: " + shortened(statement), statement));
        }
        for (String value : Statements.VALUES) {
            all.add(simple("simple value: " + shortened(value), "select " + value + " as v"));
            all.add(
                    Conversation.of(
                            "extended text: " + shortened(value),
                            ready(extended("select " + value + " as v", 0), 1)));
            all.add(
                    Conversation.of(
                            "extended binary: " + shortened(value),
                            ready(extended("select " + value + " as v", 1), 1)));
        }
        all.addAll(ExtendedConversations.all());
        all.addAll(CopyConversations.copies());
        all.addAll(CopyConversations.oddities());
        List<Conversation> newest =
                all.stream()
                        .filter(c -> all.indexOf(c) % 8 == 0)
                        .map(c -> c.over(Conversation.PROTOCOL_3_2))
                        .toList();
        all.addAll(newest);
        return all;
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
