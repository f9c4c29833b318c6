package dev.postern.broker.proxy.pg;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads the setting names out of the `options` start-up parameter, as the server splits it.
///
/// Arguments are separated by white space; a backslash takes the next character literally. Settings are `-c
/// name=value`,
/// `-cname=value` and `--name=value`, where a `-` in the name means `_`. Source: pg_split_opts in `postinit.c`,
/// process_postgres_switches in `postgres.c`.
final class StartupOptions {

    private StartupOptions() {}

    /// A setting, its name in lower case; the value is empty if none is given.
    record Setting(String name, String value) {}

    /// The names of the settings in lower case, in order.
    static List<String> settingNames(String options) {
        return settings(options).stream().map(Setting::name).toList();
    }

    /// The settings, in order.
    static List<Setting> settings(String options) {
        List<Setting> names = new ArrayList<>();
        boolean nameFollows = false;
        for (String argument : split(options)) {
            if (nameFollows) {
                names.add(setting(argument));
                nameFollows = false;
            } else if (argument.startsWith("--")) {
                names.add(setting(argument.substring(2)));
            } else if (argument.startsWith("-") && argument.length() > 1) {
                nameFollows = readCluster(argument, names);
            }
        }
        return names;
    }

    /// Short switches may be clustered (`-fsc name=value`): everything behind the first `c` is its value.
    private static boolean readCluster(String argument, List<Setting> names) {
        int c = argument.indexOf('c');
        if (c < 0) {
            return false;
        }
        String rest = argument.substring(c + 1);
        if (rest.isEmpty()) {
            return true;
        }
        names.add(setting(rest));
        return false;
    }

    private static Setting setting(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        return new Setting(
                name.replace('-', '_').toLowerCase(Locale.ROOT),
                equals < 0 ? "" : text.substring(equals + 1));
    }

    private static List<String> split(String options) {
        List<String> arguments = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        boolean inArgument = false;
        for (int i = 0; i < options.length(); i++) {
            char c = options.charAt(i);
            if (isSpace(c)) {
                if (inArgument) {
                    arguments.add(current.toString());
                    current.setLength(0);
                    inArgument = false;
                }
                continue;
            }
            inArgument = true;
            if (c == '\\' && i + 1 < options.length()) {
                i++;
                c = options.charAt(i);
            }
            current.append(c);
        }
        if (inArgument) {
            arguments.add(current.toString());
        }
        return arguments;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
