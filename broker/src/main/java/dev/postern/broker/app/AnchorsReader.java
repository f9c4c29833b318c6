package dev.postern.broker.app;

import dev.postern.broker.app.BrokerConfig.Anchoring;
import dev.postern.broker.app.ConfigNode.Section;

import org.jspecify.annotations.Nullable;

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

    /// @param hasStore whether there is an object store to keep checkpoints in
    static List<Anchoring> read(Optional<ConfigNode> node, boolean hasStore)
            throws ConfigException {
        List<Anchoring> anchors = new ArrayList<>();
        if (node.isPresent()) {
            for (ConfigNode item : node.get().items()) {
                Section section = item.section("file", "store", "every");
                Optional<ConfigNode> every = section.optional("every");
                anchors.add(
                        new Anchoring(
                                place(item, section, hasStore),
                                every.isPresent() ? every.get().duration() : DEFAULT_EVERY));
            }
        }
        return anchors;
    }

    /// The file that an anchor names, or null for the object store.
    private static @Nullable Path place(ConfigNode item, Section section, boolean hasStore)
            throws ConfigException {
        Optional<ConfigNode> store = section.optional("store");
        if (store.isEmpty() || !store.get().flag()) {
            return file(section.required("file"));
        }
        if (section.has("file")) {
            throw item.problem("names two places", "write either `file: PATH` or `store: true`");
        }
        if (!hasStore) {
            throw store.get().problem("is true without a store", "add a `store:` section");
        }
        return null;
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
