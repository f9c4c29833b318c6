package dev.postern.sql.grammar;

import static dev.postern.sql.grammar.FlatCode.ROW;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The operations of a function in register form while it is compiled.
final class FlatRows {

    /// Where the target of a jump stands: in a row, or at an index of a table.
    ///
    /// @param table -1 for a row
    record Place(int table, int index) {}

    private final Map<Long, Integer> constants = new HashMap<>();
    private final List<int[]> jumps = new ArrayList<>();
    private int[] rows = new int[1 << 12];
    private int size;

    void emit(int code, int dst, int a, int b) {
        if (size + ROW > rows.length) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        rows[size] = code;
        rows[size + 1] = dst;
        rows[size + 2] = a;
        rows[size + 3] = b;
        size += ROW;
    }

    /// Where the next operation will stand.
    int size() {
        return size;
    }

    /// The place of the target of the next operation.
    Place next() {
        return new Place(-1, size + 1);
    }

    int lastCode() {
        return rows[size - ROW];
    }

    int lastTarget() {
        return rows[size - ROW + 1];
    }

    void retargetLast(int register) {
        rows[size - ROW + 1] = register;
    }

    /// Takes the last operation back and tells what it worked on.
    int takeLast() {
        size -= ROW;
        return rows[size + 2];
    }

    /// Makes the jump in a row lead to the next operation.
    void leadHere(int row) {
        rows[row + 1] = size;
    }

    /// Makes jumps lead to the next operation.
    void leadHere(List<Place> places) {
        for (Place place : places) {
            if (place.table() < 0) {
                rows[place.index()] = size;
            } else {
                jumps.get(place.table())[place.index()] = size;
            }
        }
    }

    /// The number of a table of targets.
    int addTable(int[] targets) {
        jumps.add(targets);
        return jumps.size() - 1;
    }

    /// The register that stands for a constant.
    int constant(long value) {
        Integer known = constants.putIfAbsent(value, constants.size());
        return ~(known == null ? constants.size() - 1 : known);
    }

    FlatCode code(int locals, int registers) {
        long[] values = new long[constants.size()];
        constants.forEach((value, index) -> values[index] = value);
        return new FlatCode(
                Arrays.copyOf(rows, size), values, jumps.toArray(int[][]::new), locals, registers);
    }
}
