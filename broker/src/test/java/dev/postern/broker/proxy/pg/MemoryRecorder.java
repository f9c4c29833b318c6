package dev.postern.broker.proxy.pg;

import dev.postern.broker.record.Durability;
import dev.postern.broker.record.Recorder;
import dev.postern.broker.record.RecorderException;
import dev.postern.broker.record.SessionRecorder;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.Origin;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/// A recorder that keeps recordings in memory; its disk is instant, but syncs are told on a later turn of the loop.
final class MemoryRecorder implements Recorder {

    private final Map<String, Recording> recordings = new ConcurrentHashMap<>();
    private volatile boolean isForgetful;

    /// From now on recordings hold no bytes, so that what others keep can be measured.
    void keepNothing() {
        isForgetful = true;
    }

    Recording recording(String session) {
        Recording recording = recordings.get(session);
        if (recording == null) {
            throw new AssertionError("no recording of session " + session);
        }
        return recording;
    }

    Optional<Recording> find(String session) {
        return Optional.ofNullable(recordings.get(session));
    }

    String sessionOf(Recording recording) {
        return recordings.entrySet().stream()
                .filter(each -> each.getValue().equals(recording))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    boolean isEmpty() {
        return recordings.isEmpty();
    }

    @Override
    public SessionRecorder open(
            String session, Map<String, Object> facts, Durability durability, Executor loop) {
        Recording recording = new Recording(loop, isForgetful);
        recordings.put(session, recording);
        return recording;
    }

    @Override
    public void close() {}

    /// One recording.
    static final class Recording implements SessionRecorder {

        private final Executor loop;
        private final boolean isForgetful;
        private final List<String> methods = new CopyOnWriteArrayList<>();
        private final Map<Origin, ByteArrayOutputStream> bytes = new EnumMap<>(Origin.class);
        private final List<FactKind> facts = new CopyOnWriteArrayList<>();
        private final Map<FactKind, List<Map<String, Object>>> values = new ConcurrentHashMap<>();
        private volatile @Nullable Map<String, Object> end;
        private volatile boolean isBroken;
        private volatile boolean isDiskHeld;
        private final Queue<Runnable> unsynced = new ConcurrentLinkedQueue<>();
        private long position;

        Recording(Executor loop, boolean isForgetful) {
            this.loop = loop;
            this.isForgetful = isForgetful;
            for (Origin origin : Origin.values()) {
                bytes.put(origin, new ByteArrayOutputStream());
            }
        }

        /// From now on nothing can be appended.
        void breakDisk() {
            isBroken = true;
        }

        /// From now on nothing is told to be synced.
        void holdDisk() {
            isDiskHeld = true;
        }

        /// Tells what was held, and goes on as before.
        void releaseDisk() {
            loop.execute(() -> {
                isDiskHeld = false;
                while (!unsynced.isEmpty()) {
                    unsynced.remove().run();
                }
            });
        }

        String text(Origin origin) {
            return new String(bytes(origin), StandardCharsets.ISO_8859_1);
        }

        /// The end of the recording, which must come within ten seconds.
        Map<String, Object> awaitEnd() {
            Gateway.await("the recording ends", () -> end != null);
            Map<String, Object> values = end;
            return values == null ? Map.of() : values;
        }

        byte[] bytes(Origin origin) {
            ByteArrayOutputStream out = bytes.get(origin);
            if (out == null) {
                throw new AssertionError();
            }
            synchronized (out) {
                return out.toByteArray();
            }
        }

        /// How the broker logged in to the target.
        List<String> methods() {
            return methods;
        }

        /// The values of all facts of a kind, in order.
        List<Map<String, Object>> values(FactKind kind) {
            return values.computeIfAbsent(kind, _ -> new CopyOnWriteArrayList<>());
        }

        List<FactKind> facts() {
            return facts;
        }

        @Nullable Map<String, Object> end() {
            return end;
        }

        @Override
        public long append(Origin origin, ByteBuffer view) throws RecorderException {
            check();
            if (isForgetful) {
                position += view.remaining();
                return position;
            }
            byte[] copy = new byte[view.remaining()];
            view.duplicate().get(copy);
            ByteArrayOutputStream out = bytes.get(origin);
            if (out == null) {
                throw new AssertionError();
            }
            synchronized (out) {
                out.writeBytes(copy);
            }
            position += copy.length;
            return position;
        }

        @Override
        public long append(FactKind kind, Map<String, Object> values) throws RecorderException {
            check();
            facts.add(kind);
            values(kind).add(Map.copyOf(values));
            if (values.get("method") instanceof String method) {
                methods.add(method);
            }
            return ++position;
        }

        private void check() throws RecorderException {
            if (isBroken) {
                throw new RecorderException(RecorderException.Kind.IO_ERROR, "the disk is broken");
            }
        }

        @Override
        public long lastPosition() {
            return position;
        }

        @Override
        public boolean isSynced(long upTo) {
            return true;
        }

        @Override
        public void whenSynced(long upTo, Runnable done) {
            loop.execute(() -> {
                if (isDiskHeld) {
                    unsynced.add(done);
                } else {
                    done.run();
                }
            });
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void whenWritable(Runnable resumed) {
            loop.execute(resumed);
        }

        @Override
        public void onFailure(FailureListener listener) {}

        @Override
        public void close(Map<String, Object> values) {
            end = values;
        }
    }
}
