package dev.postern.cli.system;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// In which order the calls of a process are made to fail: a kind of call, a part of its files and an error after the
/// other, each time at another call of this kind, until all calls had all errors.
final class FaultPlan {

    private static final Set<String> READS =
            Set.of("read", "readv", "pread", "readdir", "mmap", "openread");

    private final List<Deque<Faults.Fault>> groups = new ArrayList<>();

    /// @param calls  what a process did
    /// @param reads  whether calls that read are to fail, or those that change something
    /// @param errors the errors wanted
    FaultPlan(List<Faults.Call> calls, boolean reads, List<String> errors, Random random) {
        Map<List<String>, Integer> counts = new TreeMap<>(FaultPlan::compare);
        for (Faults.Call call : calls) {
            if (READS.contains(call.call()) == reads) {
                counts.merge(List.of(call.call(), call.name()), 1, Integer::sum);
            }
        }
        System.out.println("DiskFaultIT: the calls of a life: " + counts);
        counts.forEach((what, count) -> {
            for (String error : errors) {
                if (errorsOf(what.getFirst()).contains(error)) {
                    groups.add(group(what, count, error, random));
                }
            }
        });
        Collections.shuffle(groups, random);
    }

    private static Set<String> errorsOf(String call) {
        return switch (call) {
            case "write", "writev", "pwrite" ->
                    Set.of("EIO", "ENOSPC", "EDQUOT", "EINTR", "SHORT", "KILL");
            case "fallocate" -> Set.of("EIO", "ENOSPC", "EDQUOT", "EINTR", "KILL");
            case "open" -> Set.of("EIO", "ENOSPC", "EDQUOT", "EINTR", "EMFILE", "KILL");
            case "read", "readv", "pread" -> Set.of("EIO", "EINTR", "SHORT");
            case "openread" -> Set.of("EIO", "EINTR", "EMFILE");
            case "mmap" -> Set.of("EIO", "ENOMEM");
            case "readdir" -> Set.of("EIO");
            default -> Set.of("EIO", "ENOSPC", "EDQUOT", "KILL");
        };
    }

    private static Deque<Faults.Fault> group(
            List<String> what, int count, String error, Random random) {
        List<Faults.Fault> faults = new ArrayList<>();
        for (int at = 1; at <= count; at++) {
            boolean sticks = !Set.of("EINTR", "SHORT", "KILL").contains(error);
            faults.add(
                    new Faults.Fault(
                            what.getFirst(),
                            what.getLast(),
                            at,
                            error,
                            sticks && random.nextBoolean()));
        }
        Collections.shuffle(faults, random);
        return new ArrayDeque<>(faults);
    }

    private static int compare(List<String> a, List<String> b) {
        return String.join(" ", a).compareTo(String.join(" ", b));
    }

    /// The first `count`, or all; of them those of the part that `-Dpostern.fault-part=I/N` names, I from 1. All parts with
    /// the same `-Dpostern.seed` are the whole.
    List<Faults.Fault> part(int count) {
        String[] part = System.getProperty("postern.fault-part", "1/1").split("/", -1);
        int number = Integer.parseInt(part[0]);
        int parts = Integer.parseInt(part[1]);
        List<Faults.Fault> all = first(count);
        List<Faults.Fault> own = new ArrayList<>();
        for (int i = number - 1; i < all.size(); i += parts) {
            own.add(all.get(i));
        }
        return own;
    }

    /// The first `count`, or all.
    private List<Faults.Fault> first(int count) {
        List<Faults.Fault> first = new ArrayList<>();
        boolean isMore = true;
        while (isMore) {
            isMore = false;
            for (Deque<Faults.Fault> group : groups) {
                if (first.size() == count) {
                    return first;
                }
                if (!group.isEmpty()) {
                    first.add(group.removeFirst());
                    isMore = true;
                }
            }
        }
        return first;
    }
}
