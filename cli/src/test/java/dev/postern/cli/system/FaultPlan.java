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

    private static final Map<String, Set<String>> ERRORS =
            Map.of(
                    "write", Set.of("EIO", "ENOSPC", "EDQUOT", "EINTR", "SHORT", "KILL"),
                    "writev", Set.of("EIO", "ENOSPC", "EDQUOT", "EINTR", "SHORT", "KILL"),
                    "pwrite", Set.of("EIO", "ENOSPC", "EDQUOT", "EINTR", "SHORT", "KILL"),
                    "fallocate", Set.of("EIO", "ENOSPC", "EDQUOT", "EINTR", "KILL"),
                    "open", Set.of("EIO", "ENOSPC", "EDQUOT", "EINTR", "EMFILE", "KILL"));
    private static final Set<String> OTHER_ERRORS = Set.of("EIO", "ENOSPC", "EDQUOT", "KILL");

    private final List<Deque<Faults.Fault>> groups = new ArrayList<>();

    /// @param calls  what a process did
    /// @param errors the errors wanted
    FaultPlan(List<Faults.Call> calls, List<String> errors, Random random) {
        Map<List<String>, Integer> counts = new TreeMap<>(FaultPlan::compare);
        for (Faults.Call call : calls) {
            counts.merge(List.of(call.call(), call.name()), 1, Integer::sum);
        }
        System.out.println("DiskFaultIT: the calls of a life: " + counts);
        counts.forEach((what, count) -> {
            for (String error : errors) {
                if (ERRORS.getOrDefault(what.getFirst(), OTHER_ERRORS).contains(error)) {
                    groups.add(group(what, count, error, random));
                }
            }
        });
        Collections.shuffle(groups, random);
    }

    private static Deque<Faults.Fault> group(
            List<String> what, int count, String error, Random random) {
        List<Faults.Fault> faults = new ArrayList<>();
        for (int at = 1; at <= count; at++) {
            boolean sticks = Set.of("EIO", "ENOSPC", "EDQUOT").contains(error);
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

    /// The first `count`, or all.
    List<Faults.Fault> first(int count) {
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
