package dev.postern.broker.record;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The folder `quarantine` of the data directory: files of recordings and journals that cannot be read. They are moved
/// there with a `.reason.txt` beside them, so that they neither hold up a start nor are lost. Thread-safe.
public final class Quarantine {

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final String REASON = ".reason.txt";

    private final Path folder;
    private final DiskSync sync;
    private final List<Item> unheard = new ArrayList<>();
    private Consumer<Item> listener = unheard::add;

    Quarantine(Path data, DiskSync sync) {
        this.folder = data.resolve("quarantine");
        this.sync = sync;
    }

    /// A file that was moved here.
    ///
    /// @param name   of the file in the folder
    /// @param reason one line
    public record Item(String name, String reason) {}

    /// Moves `file` here.
    ///
    /// @param label made part of the name if the folder has a file of that name
    void take(Path file, String reason, String label) throws IOException {
        Files.createDirectories(folder);
        Path fileName = file.getFileName();
        String name = fileName == null ? label : fileName.toString();
        Path target = folder.resolve(name);
        if (Files.exists(target)) {
            target = folder.resolve(label.replace(':', '-') + "-" + name);
        }
        Files.writeString(folder.resolve(target.getFileName() + REASON), reason + "\n");
        Files.move(file, target);
        sync.forceDirectory(folder);
        LOG.atError()
                .addKeyValue("reason", reason)
                .addKeyValue("file", name)
                .log("a file that cannot be read was put into quarantine");
        Item item = new Item(name, reason);
        synchronized (this) {
            listener.accept(item);
        }
    }

    /// Tells `who` of every file that this start put here and that later ones are.
    public synchronized void onItem(Consumer<Item> who) {
        listener = who;
        unheard.forEach(who);
        unheard.clear();
    }

    /// How many files are here.
    public int count() {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.filter(file -> file.toString().endsWith(REASON)).count();
        } catch (IOException e) {
            return 0;
        }
    }
}
