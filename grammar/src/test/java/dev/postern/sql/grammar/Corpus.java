package dev.postern.sql.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/// Statements that tools and people send, each with what is known of it, from `corpus.sql`.
///
/// There a line `-- TOOL | VERBS | TABLES READ | TABLES WRITTEN` or `-- TOOL | unparsed at POSITION` stands before each, and
/// a line `-- end` behind it.
record Corpus(
        String tool, String verbs, TreeSet<String> reads, TreeSet<String> writes, String sql) {

    static List<Corpus> all() {
        List<Corpus> all = new ArrayList<>();
        for (String block : text().split("\n-- end\n\n?")) {
            int line = block.indexOf('\n');
            String[] head = block.substring(3, line).split("\\|", -1);
            all.add(
                    new Corpus(
                            head[0].strip(),
                            head[1].strip(),
                            names(head, 2),
                            names(head, 3),
                            block.substring(line + 1)));
        }
        return all;
    }

    private static TreeSet<String> names(String[] head, int index) {
        TreeSet<String> names = new TreeSet<>();
        if (index < head.length) {
            Arrays.stream(head[index].split(" ")).filter(n -> !n.isEmpty()).forEach(names::add);
        }
        return names;
    }

    private static String text() {
        try (InputStream in = Corpus.class.getResourceAsStream("corpus.sql")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return tool + ": " + sql.substring(0, Math.min(60, sql.length())).replace('\n', ' ');
    }
}
