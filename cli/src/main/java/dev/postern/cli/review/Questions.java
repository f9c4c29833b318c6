package dev.postern.cli.review;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.console.CliException;
import dev.postern.cli.console.SafeText;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The questions of a session's checklist, and the answers to them.
final class Questions {

    private static final List<String> ANSWERS = List.of("yes", "no", "n/a");

    private final CommandContext context;
    private final List<String> items;

    /// @param state what the API says about the review of a session
    Questions(CommandContext context, Map<String, @Nullable Object> state) {
        this.context = context;
        this.items = Answer.texts(Answer.object(state, "due"), "checklist");
    }

    /// Whether nothing is asked.
    boolean isEmpty() {
        return items.isEmpty();
    }

    /// The answers in `checks`, each as `1=yes`, several with commas.
    List<Map<String, String>> given(List<String> checks) throws CliException {
        Map<Integer, String> answers = new TreeMap<>();
        for (String check : checks) {
            String[] sides = check.strip().split("=", -1);
            int number = sides[0].matches("[1-9][0-9]?") ? Integer.parseInt(sides[0]) : 0;
            String answer = sides.length == 2 ? sides[1].toLowerCase(Locale.ROOT) : "";
            if (number == 0 || !ANSWERS.contains(answer)) {
                throw CliException.usage(
                        "--check " + check + " is no answer",
                        "Write the number of a question and yes, no or n/a: --check 1=yes,2=no");
            }
            if (number > items.size()) {
                throw CliException.usage(
                        "there is no question " + number + ": there are " + items.size(),
                        items.isEmpty() ? "Leave --check out." : listed());
            }
            if (answers.put(number, answer) != null) {
                throw CliException.usage(
                        "question " + number + " is answered twice", "Answer each once.");
            }
        }
        for (int number = 1; number <= items.size(); number++) {
            if (!answers.containsKey(number)) {
                throw CliException.usage("question " + number + " has no answer", listed());
            }
        }
        List<Map<String, String>> all = new ArrayList<>();
        answers.forEach((number, answer) -> all.add(answer(items.get(number - 1), answer)));
        return all;
    }

    /// The answers of the person at the terminal; without a terminal the questions are named.
    List<Map<String, String>> asked() throws CliException, IOException {
        if (!context.console().interactive()) {
            throw CliException.usage("the checklist of this session has no answers", listed());
        }
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(context.console().in(), StandardCharsets.UTF_8));
        List<Map<String, String>> all = new ArrayList<>();
        for (String item : items) {
            all.add(answer(item, ask(item, in)));
        }
        return all;
    }

    private String ask(String item, BufferedReader in) throws CliException, IOException {
        while (true) {
            context.console().err().print(SafeText.line(item) + " [yes/no/n/a] ");
            context.console().err().flush();
            String line = in.readLine();
            if (line == null) {
                throw CliException.usage("nothing was answered", listed());
            }
            String said = line.strip().toLowerCase(Locale.ROOT);
            String answer = said.equals("y") ? "yes" : said.equals("n") ? "no" : said;
            if (ANSWERS.contains(answer)) {
                return answer;
            }
            context.console().tell("Answer yes, no or n/a.");
        }
    }

    private static Map<String, String> answer(String item, String answer) {
        Map<String, String> view = new LinkedHashMap<>();
        view.put("item", item);
        view.put("answer", answer);
        return view;
    }

    private String listed() {
        StringBuilder text = new StringBuilder("Answer with --check ");
        for (int number = 1; number <= items.size(); number++) {
            text.append(number == 1 ? "" : ",").append(number).append("=yes|no|n/a");
        }
        for (int number = 1; number <= items.size(); number++) {
            text.append("\n  ").append(number).append("  ").append(items.get(number - 1));
        }
        return text.toString();
    }
}
