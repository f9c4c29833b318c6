package dev.postern.broker.store.chunk;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// The texts of some statements of one session as bytes: a table of distinct strings, then the statements as numbers of
/// strings, so that what is said a thousand times is stored once.
///
/// Layout: the number of bytes that follow when inflated (varint), then, deflated: the number of strings, each as its
/// length in bytes and its UTF-8; the number of statements, each as its ordinal and nine numbers of strings (0 for
/// none) with the error's position in between. All numbers are varints.
public final class Chunk {

    /// The largest chunk that is read, inflated.
    static final int MAX_BYTES = 1 << 28;

    private Chunk() {}

    /// The bytes of `statements`, not encrypted yet.
    public static byte[] encode(Collection<StatementTexts> statements) {
        Map<String, Integer> numbers = new HashMap<>();
        List<String> strings = new ArrayList<>();
        PackedWriter rows = new PackedWriter();
        rows.number(statements.size());
        for (StatementTexts texts : statements) {
            rows.number(texts.ordinal());
            rows.number(number(texts.verb(), numbers, strings));
            rows.number(number(texts.sql(), numbers, strings));
            rows.number(number(texts.parameters(), numbers, strings));
            rows.number(number(texts.tag(), numbers, strings));
            StatementTexts.ErrorTexts error = texts.error();
            rows.number(error == null ? 0 : 1);
            if (error != null) {
                rows.number(number(error.severity(), numbers, strings));
                rows.number(number(error.sqlState(), numbers, strings));
                rows.number(number(error.message(), numbers, strings));
                rows.number(number(error.detail(), numbers, strings));
                rows.number(number(error.hint(), numbers, strings));
                rows.number(error.position());
            }
        }
        PackedWriter all = new PackedWriter();
        all.number(strings.size());
        strings.forEach(all::string);
        all.append(rows);
        return deflated(all.toArray());
    }

    private static int number(
            @Nullable String text, Map<String, Integer> numbers, List<String> strings) {
        if (text == null) {
            return 0;
        }
        Integer known = numbers.putIfAbsent(text, strings.size() + 1);
        if (known != null) {
            return known;
        }
        strings.add(text);
        return strings.size();
    }

    /// The statements that [#encode] was given.
    public static List<StatementTexts> decode(byte[] bytes) throws CorruptChunkException {
        PackedReader in = new PackedReader(inflated(bytes));
        String[] strings = new String[in.count() + 1];
        for (int i = 1; i < strings.length; i++) {
            strings[i] = in.string();
        }
        int count = in.count();
        List<StatementTexts> statements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            statements.add(
                    new StatementTexts(
                            in.number(),
                            in.in(strings),
                            in.in(strings),
                            in.in(strings),
                            in.inOrNull(strings),
                            in.number() == 0 ? null : error(in, strings)));
        }
        return statements;
    }

    private static StatementTexts.ErrorTexts error(PackedReader in, @Nullable String[] strings)
            throws CorruptChunkException {
        return new StatementTexts.ErrorTexts(
                in.in(strings),
                in.in(strings),
                in.in(strings),
                in.inOrNull(strings),
                in.inOrNull(strings),
                (int) in.number());
    }

    private static byte[] deflated(byte[] bytes) {
        PackedWriter out = new PackedWriter();
        out.number(bytes.length);
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED, true)) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] part = new byte[Math.max(64, bytes.length / 2)];
            while (!deflater.finished()) {
                out.bytes(part, deflater.deflate(part));
            }
        }
        return out.toArray();
    }

    private static byte[] inflated(byte[] bytes) throws CorruptChunkException {
        PackedReader in = new PackedReader(bytes);
        long length = in.number();
        if (length < 0 || length > MAX_BYTES) {
            throw new CorruptChunkException("a chunk of " + length + " bytes is too large");
        }
        byte[] out = new byte[(int) length];
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(bytes, in.position(), bytes.length - in.position());
            int at = 0;
            while (at < out.length) {
                int count = inflater.inflate(out, at, out.length - at);
                if (count == 0) {
                    throw new CorruptChunkException("a chunk is shorter than it says");
                }
                at += count;
            }
        } catch (DataFormatException e) {
            throw new CorruptChunkException("a chunk cannot be inflated", e);
        }
        return out;
    }
}
