package dev.postern.cli.profile;

import dev.postern.cli.console.CliException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// libpq's service file: a section for every target, between two marker lines. What stands outside them is left alone.
public final class ServiceFile {

    private static final String BEGIN = "# BEGIN postern (written by `postern login`, do not edit)";
    private static final String END = "# END postern";

    private final Path file;

    public ServiceFile(Path file) {
        this.file = file;
    }

    /// Replaces the sections by those of `services`; removes them if there are none.
    public void write(List<Service> services) throws IOException, CliException {
        List<String> sections = new ArrayList<>();
        for (Service service : services) {
            sections.add(service.section());
        }
        writeSections(sections);
    }

    /// Replaces the section of a target, or adds it behind the others.
    public void put(Service service) throws IOException, CliException {
        Map<String, String> sections = sections();
        sections.put(heading(service.target()), service.section());
        writeSections(List.copyOf(sections.values()));
    }

    /// Removes the section of a target, if it is there.
    public void remove(String target) throws IOException, CliException {
        Map<String, String> sections = sections();
        sections.remove(heading(target));
        writeSections(List.copyOf(sections.values()));
    }

    private static String heading(String target) {
        return "[postern-" + target + "]";
    }

    /// Our sections as they stand there, by their first line.
    private Map<String, String> sections() throws IOException, CliException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        String foreign = withoutOurs(text);
        Map<String, String> sections = new LinkedHashMap<>();
        if (foreign.length() == text.length()) {
            return sections;
        }
        int from = text.indexOf('\n', text.indexOf(BEGIN)) + 1;
        String heading = "";
        for (String line : text.substring(from, text.indexOf(END, from)).lines().toList()) {
            heading = line.startsWith("[") ? line : heading;
            if (!heading.isEmpty()) {
                sections.merge(heading, line + "\n", String::concat);
            }
        }
        return sections;
    }

    private void writeSections(List<String> sections) throws IOException, CliException {
        // A link is followed, so that a file kept elsewhere stays there.
        Path real = Files.exists(file) ? file.toRealPath() : file;
        String present = Files.exists(real) ? Files.readString(real) : "";
        String foreign = withoutOurs(present);
        StringBuilder text = new StringBuilder(foreign);
        if (!sections.isEmpty()) {
            if (!foreign.isEmpty() && !foreign.endsWith("\n")) {
                text.append('\n');
            }
            text.append(BEGIN).append('\n');
            sections.forEach(text::append);
            text.append(END).append('\n');
        }
        if (!text.toString().equals(present)) {
            PrivateFiles.write(real, text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private String withoutOurs(String text) throws CliException {
        int from = text.indexOf(BEGIN);
        if (from < 0) {
            return text;
        }
        int to = text.indexOf(END, from);
        if (to < 0) {
            throw CliException.failed(
                    "damaged_service_file",
                    file + " has the line \"" + BEGIN + "\" but no \"" + END + "\" behind it",
                    "Put the end line back, or delete postern's sections.");
        }
        int rest = text.indexOf('\n', to);
        return text.substring(0, from) + (rest < 0 ? "" : text.substring(rest + 1));
    }

    /// One target as libpq shall reach it.
    public record Service(
            String target, String host, int port, String database, String role, TargetFiles files) {

        /// What libpq is told, by the names of its parameters.
        public Map<String, String> settings() {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("host", host);
            settings.put("port", String.valueOf(port));
            settings.put("dbname", database);
            settings.put("user", role);
            settings.put("sslmode", "verify-full");
            settings.put("sslrootcert", files.authority().toString());
            settings.put("sslcert", files.certificate().toString());
            settings.put("sslkey", files.key().toString());
            return settings;
        }

        /// The section of a service file, with an empty line behind it.
        public String section() throws CliException {
            Map<String, String> settings = settings();
            StringBuilder section = new StringBuilder(heading(target) + "\n");
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                if (setting.getValue().chars().anyMatch(c -> c < ' ' || c == 127)) {
                    throw CliException.failed(
                            "bad_setting",
                            "the "
                                    + setting.getKey()
                                    + " of target "
                                    + target
                                    + " has a control character",
                            "Tell the administrator.");
                }
                if (!setting.getValue().isEmpty()) {
                    section.append(setting.getKey())
                            .append('=')
                            .append(setting.getValue())
                            .append('\n');
                }
            }
            return section.append('\n').toString();
        }
    }
}
