package dev.postern.recording;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a recording is finished with.
///
/// @param summary      JSON values by name, with at least `reason`
/// @param completeness the completeness verdict as JSON values by name; empty if nobody judged it
/// @param snapshots    asked if the recording is long enough
/// @param signer       signs the footer; null leaves the recording unsigned
public record RecordingEnd(
        Map<String, @Nullable Object> summary,
        Map<String, @Nullable Object> completeness,
        SnapshotMaker snapshots,
        @Nullable Signer signer) {

    /// An end without verdict, snapshots and signature.
    ///
    /// @param reason why the recording ended, in a word
    public static RecordingEnd of(String reason) {
        return new RecordingEnd(Map.of("reason", reason), Map.of(), SnapshotMaker.NONE, null);
    }

    /// This end with another value in its summary.
    public RecordingEnd with(String name, Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(summary);
        more.put(name, value);
        return new RecordingEnd(more, completeness, snapshots, signer);
    }

    /// This end with the reason `reason` in its summary.
    RecordingEnd because(String reason) {
        Map<String, @Nullable Object> other = new LinkedHashMap<>();
        other.put("reason", reason);
        summary.forEach(other::putIfAbsent);
        return new RecordingEnd(other, completeness, snapshots, signer);
    }

    /// This end with a completeness verdict.
    public RecordingEnd judged(Map<String, @Nullable Object> verdict) {
        return new RecordingEnd(summary, verdict, snapshots, signer);
    }

    /// This end signed by `by`.
    public RecordingEnd signed(@Nullable Signer by) {
        return new RecordingEnd(summary, completeness, snapshots, by);
    }

    /// This end with snapshots.
    public RecordingEnd with(SnapshotMaker maker) {
        return new RecordingEnd(summary, completeness, maker, signer);
    }
}
