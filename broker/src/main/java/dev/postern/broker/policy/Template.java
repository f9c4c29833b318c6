package dev.postern.broker.policy;

import dev.postern.broker.identity.Person;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names in rules that stand for values of the person's sign-in.
///
/// | written | stands for |
/// |---|---|
/// | `{{subject}}` | the subject of the id_token |
/// | `{{email}}` | the e-mail address |
/// | `{{email.local}}` | what stands before its `@` |
/// | `{{groups}}` | each group, so that one name becomes several |
/// | `{{groups.PREFIX}}` | the rest of each group that begins with PREFIX |
///
/// A value that is empty, is `*`, or contains a character other than letters, digits, `.`, `_`, `-` and `@` gives no
/// name at all: no sign-in can widen a rule.
public final class Template {

    private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");
    private static final Pattern VALUE = Pattern.compile("[\\p{L}\\p{N}._@-]+");
    private static final String GROUPS = "groups";

    private Template() {}

    /// What is wrong with `text`, or an empty text.
    public static String problem(String text) {
        Matcher places = PLACE.matcher(text);
        int count = 0;
        while (places.find()) {
            count++;
            String name = places.group(1);
            if (!List.of("subject", "email", "email.local", GROUPS).contains(name)
                    && !name.startsWith(GROUPS + ".")) {
                return "has the unknown template {{" + name + "}}";
            }
        }
        if (count > 1) {
            return "has more than one template";
        }
        return count == 0 && text.contains("{{") ? "has a template that does not end" : "";
    }

    static List<String> fill(List<String> texts, Person person) {
        List<String> filled = new ArrayList<>();
        for (String text : texts) {
            Matcher place = PLACE.matcher(text);
            if (!place.find()) {
                filled.add(text);
                continue;
            }
            for (String value : values(place.group(1), person)) {
                if (VALUE.matcher(value).matches()) {
                    filled.add(
                            text.substring(0, place.start()) + value + text.substring(place.end()));
                }
            }
        }
        return filled;
    }

    private static List<String> values(String name, Person person) {
        return switch (name) {
            case "subject" -> List.of(person.subject());
            case "email" -> List.of(person.email());
            case "email.local" -> {
                int at = person.email().indexOf('@');
                yield at > 0 ? List.of(person.email().substring(0, at)) : List.of();
            }
            case GROUPS -> person.groups();
            default -> {
                String prefix = name.substring(GROUPS.length() + 1);
                yield person.groups().stream()
                        .filter(group -> group.startsWith(prefix))
                        .map(group -> group.substring(prefix.length()))
                        .toList();
            }
        };
    }
}
