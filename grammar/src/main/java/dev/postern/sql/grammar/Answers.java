package dev.postern.sql.grammar;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// The answers that were asked for last, as many as have texts of so many characters together.
final class Answers {

    private final int characters;
    private final Map<String, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long held;

    Answers(int characters) {
        this.characters = characters;
    }

    synchronized @Nullable Answer get(String text) {
        return answers.get(text);
    }

    synchronized void put(String text, Answer answer) {
        if (answers.put(text, answer) == null) {
            held += text.length();
        }
        Iterator<String> oldest = answers.keySet().iterator();
        while (held > characters && oldest.hasNext()) {
            held -= oldest.next().length();
            oldest.remove();
        }
    }
}
