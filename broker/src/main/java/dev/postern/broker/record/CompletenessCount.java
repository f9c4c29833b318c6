package dev.postern.broker.record;

import dev.postern.json.MalformedJsonException;
import dev.postern.pgwire.FrameCutter;
import dev.postern.pgwire.FrameLimits;
import dev.postern.pgwire.FrameListener;
import dev.postern.pgwire.MalformedMessageException;
import dev.postern.recording.FactKind;
import dev.postern.recording.format.EntryLayout;
import dev.postern.recording.format.Origin;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts what a recording holds and what it says is missing, for the verdict in its footer. Confined to the thread
/// that writes the recording.
///
/// The verdict, JSON values by name:
///
/// | name | value |
/// | --- | --- |
/// | `complete` | whether every byte that was relayed is in the recording |
/// | `frontend`, `backend` | `messages` and `bytes` of each side; no `messages` if its boundaries were lost |
/// | `gaps` | `count`, and what they lack: `messages`, `bytes` |
/// | `masked` | messages with a secret that were left out on purpose: `count`, `bytes` |
/// | `truncatedBytes` | bytes of a torn end that recovery could not read |
/// | `ended` | `known`, `recovered` |
/// | `reason` | why the session ended |
final class CompletenessCount {

    private final Side frontend = new Side(FrameLimits.FRONTEND);
    private final Side backend = new Side(FrameLimits.BACKEND);
    private long gaps;
    private long gapMessages;
    private long gapBytes;
    private long masks;
    private long maskedBytes;
    private long truncatedBytes;
    private boolean isRecovered;
    private String reason = "";

    /// One direction.
    private static final class Side implements FrameListener {
        private final FrameCutter cutter;
        private boolean isCut = true;
        private long messages;
        private long bytes;

        Side(FrameLimits limits) {
            cutter = new FrameCutter(limits);
        }

        void add(ByteBuffer content) {
            bytes += content.remaining();
            if (isCut) {
                try {
                    cutter.scan(content, this);
                } catch (MalformedMessageException e) {
                    isCut = false;
                }
            }
        }

        @Override
        public void onHeader(char type, int bodyLength, int headerEnd) {
            // A message counts when it is whole.
        }

        @Override
        public void onEnd(int end) {
            messages++;
        }

        @Override
        public boolean takesRuns(char type) {
            return true;
        }

        @Override
        public void onRun(char type, int count, ByteBuffer in, int from, int to) {
            messages += count;
        }

        Map<String, @Nullable Object> view() {
            Map<String, @Nullable Object> view = new LinkedHashMap<>();
            if (isCut) {
                view.put("messages", messages);
            }
            view.put("bytes", bytes);
            return view;
        }
    }

    /// Takes the next entry of the recording; `content` is left as it is.
    void add(int code, ByteBuffer content) {
        if (code == EntryLayout.FACT) {
            addFact(content);
        } else if (code == Origin.FRONTEND.code()) {
            if (frontend.bytes == 0) {
                // The start-up packet has no type and is one entry.
                frontend.bytes += content.remaining();
                frontend.messages++;
            } else {
                frontend.add(content);
            }
        } else if (code == Origin.BACKEND.code()) {
            backend.add(content);
        }
    }

    private void addFact(ByteBuffer content) {
        String kind = EntryLayout.factKind(content);
        if (kind == null) {
            return;
        }
        try {
            if (FactKind.GAP.name().equals(kind)) {
                Map<String, ?> facts = EntryLayout.facts(content, kind);
                gaps++;
                gapMessages += number(facts, "messages");
                gapBytes += number(facts, "bytes");
                // What follows may begin within a message.
                frontend.isCut = false;
                backend.isCut = false;
            } else if (FactKind.SECRET_OMITTED.name().equals(kind)) {
                masks++;
                maskedBytes += number(EntryLayout.facts(content, kind), "length");
            } else if (FactKind.SESSION_ENDED.name().equals(kind)) {
                Object why = EntryLayout.facts(content, kind).get("reason");
                reason = why == null ? "ended" : why.toString();
            }
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a fact of our own is no JSON", e);
        }
    }

    private static long number(Map<String, ?> facts, String name) {
        return facts.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /// Recovery finishes the recording.
    ///
    /// @param lostBytes what it could not read
    void recovered(long lostBytes) {
        truncatedBytes += lostBytes;
        if (reason.isEmpty()) {
            isRecovered = true;
            reason = "recovered";
        }
    }

    /// Why the session ended, in a word; empty if that is not known.
    String reason() {
        return reason;
    }

    Map<String, @Nullable Object> verdict() {
        Map<String, @Nullable Object> verdict = new LinkedHashMap<>();
        verdict.put("complete", gaps == 0 && truncatedBytes == 0 && !isRecovered);
        verdict.put("frontend", frontend.view());
        verdict.put("backend", backend.view());
        Map<String, @Nullable Object> missing = new LinkedHashMap<>();
        missing.put("count", gaps);
        missing.put("messages", gapMessages);
        missing.put("bytes", gapBytes);
        verdict.put("gaps", missing);
        Map<String, @Nullable Object> masked = new LinkedHashMap<>();
        masked.put("count", masks);
        masked.put("bytes", maskedBytes);
        verdict.put("masked", masked);
        verdict.put("truncatedBytes", truncatedBytes);
        verdict.put("ended", isRecovered ? "recovered" : "known");
        verdict.put("reason", reason);
        return verdict;
    }
}
