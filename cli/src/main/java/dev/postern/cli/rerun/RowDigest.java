package dev.postern.cli.rerun;

import dev.postern.json.Json;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the rows of a result were, in a few bytes: equal ones have equal digests. Not thread-safe.
///
/// A row is told by its cells as the API writes them, so that a recorded result and a new one are written by the same rule.
final class RowDigest {

    /// Rows that are kept to be shown.
    private static final int KEPT = 200;

    private static final int LONGEST_KEPT = 2_000;

    private final MessageDigest inOrder = sha256();
    private final byte[] inAnyOrder = new byte[32];
    private final List<String> first = new ArrayList<>();
    private long count;

    /// Takes the next row.
    void add(List<? extends @Nullable Object> cells) {
        String row = Json.write(cells);
        byte[] hash = sha256().digest(row.getBytes(StandardCharsets.UTF_8));
        inOrder.update(hash);
        int carry = 0;
        for (int i = hash.length - 1; i >= 0; i--) {
            carry += (hash[i] & 0xff) + (inAnyOrder[i] & 0xff);
            inAnyOrder[i] = (byte) carry;
            carry >>= 8;
        }
        if (first.size() < KEPT) {
            first.add(row.length() > LONGEST_KEPT ? row.substring(0, LONGEST_KEPT) + "…" : row);
        }
        count++;
    }

    long count() {
        return count;
    }

    /// How the rows differ from `recorded`; empty if they are the same. Called once, after the last row.
    String difference(RowDigest recorded) {
        if (MessageDigest.isEqual(digest(), recorded.digest())) {
            return "";
        }
        if (count == recorded.count && Arrays.equals(inAnyOrder, recorded.inAnyOrder)) {
            return "the same rows in another order";
        }
        int shared = Math.min(first.size(), recorded.first.size());
        for (int i = 0; i < shared; i++) {
            if (!first.get(i).equals(recorded.first.get(i))) {
                return "row " + (i + 1) + " was " + recorded.first.get(i) + ", now " + first.get(i);
            }
        }
        return "rows behind row " + shared + " differ";
    }

    /// The hash of all rows so far, which may be asked more than once.
    private byte[] digest() {
        try {
            return ((MessageDigest) inOrder.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of this Java runtime cannot be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
