package dev.postern.broker.app;

import dev.postern.broker.app.BrokerConfig.Anchoring;
import dev.postern.broker.app.ConfigNode.Section;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the `anchors` section: where checkpoints of the site log are kept outside the data directory.
final class AnchorsReader {

    private static final Duration DEFAULT_EVERY = Duration.ofMinutes(1);

    private AnchorsReader() {}

    static List<Anchoring> read(Optional<ConfigNode> node) throws ConfigException {
        List<Anchoring> anchors = new ArrayList<>();
        if (node.isPresent()) {
            for (ConfigNode item : node.get().items()) {
                Section section = item.section("file", "every");
                Optional<ConfigNode> every = section.optional("every");
                anchors.add(
                        new Anchoring(
                                file(section.required("file")),
                                every.isPresent() ? every.get().duration() : DEFAULT_EVERY));
            }
        }
        return anchors;
    }

    private static Path file(ConfigNode node) throws ConfigException {
        Path file = node.path();
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw node.problem(
                    "names " + file + ", whose folder is not there",
                    "make the folder, best on another machine's disk");
        }
        return file;
    }
}
