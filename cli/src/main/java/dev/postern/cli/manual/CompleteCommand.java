package dev.postern.cli.manual;

import dev.postern.cli.api.Answer;
import dev.postern.cli.command.CommandContext;
import dev.postern.cli.command.Verb;
import dev.postern.cli.console.ExitCode;
import dev.postern.cli.console.SafeText;
import dev.postern.filter.Filter;
import dev.postern.filter.FilterException;
import dev.postern.filter.FilterKey;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// `postern __complete`: what may stand at the end of a command line, for the scripts of [CompletionCommand]. A candidate
/// a line, and behind a tab what it is. It says nothing if nobody is logged in, or the broker takes too long.
@Command(
        name = "__complete",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Print what may stand at the end of a command line.")
public final class CompleteCommand implements Verb {

    private final CommandContext context;

    @Option(
            names = "--line",
            required = true,
            paramLabel = "LINE",
            description = "The line up to the cursor.")
    private String line = "";

    public CompleteCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public ExitCode run() {
        Place place = Place.of(line);
        for (Candidate candidate : candidates(place)) {
            if (candidate.word().startsWith(place.word())) {
                context.console()
                        .out()
                        .println(
                                SafeText.line(candidate.word())
                                        + (candidate.about().isEmpty()
                                                ? ""
                                                : "\t" + SafeText.line(candidate.about())));
            }
        }
        return ExitCode.SUCCESS;
    }

    private List<Candidate> candidates(Place place) {
        return switch (place.kind()) {
            case TARGET -> targets(place);
            case DATABASE -> databases(place.subject(), "");
            case DATABASE_ROLE -> roles(place.subject());
            case SESSION -> sessions();
            case REQUEST -> requests();
            case SAVED -> saved();
            case FILTER -> filters(place.word());
            case TOPIC ->
                    Topics.all().entrySet().stream()
                            .map(topic -> new Candidate(topic.getKey(), topic.getValue()))
                            .toList();
            case NOTHING -> List.of();
        };
    }

    private List<Map<String, @Nullable Object>> items(String path) {
        return new Recent(context).items(path);
    }

    private List<Map<String, @Nullable Object>> targets() {
        return items("/api/v1/targets?limit=500");
    }

    private List<Candidate> targets(Place place) {
        int slash = place.word().indexOf('/');
        if (slash >= 0) {
            String target = place.word().substring(0, slash);
            return databases(target, target + "/");
        }
        List<Candidate> found = new ArrayList<>();
        for (Map<String, @Nullable Object> target : targets()) {
            found.add(new Candidate(Answer.text(target, "name"), Answer.text(target, "access")));
        }
        return found;
    }

    private List<Candidate> databases(String target, String before) {
        List<Candidate> found = new ArrayList<>();
        for (Map<String, @Nullable Object> one : targets()) {
            if (Answer.text(one, "name").equals(target)) {
                Answer.texts(one, "databases")
                        .forEach(name -> found.add(new Candidate(before + name, "database")));
            }
        }
        return found;
    }

    private List<Candidate> roles(String target) {
        List<Candidate> found = new ArrayList<>();
        for (Map<String, @Nullable Object> one : targets()) {
            if (Answer.text(one, "name").equals(target)) {
                for (Map<String, @Nullable Object> role : Answer.objects(one, "databaseRoles")) {
                    found.add(
                            new Candidate(Answer.text(role, "name"), Answer.text(role, "access")));
                }
            }
        }
        return found;
    }

    private List<Candidate> sessions() {
        List<Candidate> found = new ArrayList<>();
        for (Map<String, @Nullable Object> one : items("/api/v1/sessions?limit=50")) {
            found.add(
                    new Candidate(
                            Answer.text(one, "id"),
                            Answer.text(Answer.object(one, "person"), "name")
                                    + " at "
                                    + Answer.text(one, "target")
                                    + ", "
                                    + Answer.text(one, "startedAt")));
        }
        return found;
    }

    private List<Candidate> requests() {
        List<Candidate> found = new ArrayList<>();
        for (Map<String, @Nullable Object> one : items("/api/v1/requests?limit=500")) {
            found.add(
                    new Candidate(
                            Answer.text(one, "shortId"),
                            Answer.text(one, "state")
                                    + ", "
                                    + Answer.text(one, "target")
                                    + ": "
                                    + Answer.text(one, "reason")));
        }
        return found;
    }

    private List<Candidate> saved() {
        List<Candidate> found = new ArrayList<>();
        for (Map<String, @Nullable Object> one : items("/api/v1/searches")) {
            String name = Answer.text(one, "name");
            // A name that a shell would take apart is given by its link.
            found.add(
                    name.matches("[A-Za-z0-9_.-]+")
                            ? new Candidate(name, Answer.text(one, "filter"))
                            : new Candidate("/q/" + Answer.text(one, "id"), name));
        }
        return found;
    }

    private List<Candidate> filters(String word) {
        String minus = word.startsWith("-") ? "-" : "";
        int colon = word.indexOf(':');
        List<Candidate> found = new ArrayList<>();
        if (colon < 0) {
            for (FilterKey key : FilterKey.values()) {
                found.add(new Candidate(minus + key.word() + ":", ""));
            }
            return found;
        }
        String key = word.substring(minus.length(), colon);
        if (key.equals("target")) {
            for (Map<String, @Nullable Object> target : targets()) {
                found.add(new Candidate(minus + "target:" + Answer.text(target, "name"), ""));
            }
        }
        words(key).forEach(value -> found.add(new Candidate(minus + key + ":" + value, "")));
        return found;
    }

    /// The words that may be the value of a key, as the grammar's own advice names them.
    private static List<String> words(String key) {
        String wrong = key + ":no-such-value";
        try {
            var _ = Filter.parse(wrong);
            return List.of();
        } catch (FilterException e) {
            return Pattern.compile("\\b" + Pattern.quote(key) + ":([a-z][a-z-]*)(?![a-z0-9])")
                    .matcher(e.hint())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }
    }
}
