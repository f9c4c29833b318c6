package dev.postern.sql.grammar;

import com.dylibso.chicory.wasm.types.AnnotatedInstruction;

import java.util.ArrayList;
import java.util.List;

/// An open block: where its jumps lead, how high the stack was, how many values it leaves.
final class FlatBlock {

    private static final int EMPTY_BLOCK = 0x40;
    private static final int LOWEST_VALUE_TYPE = 0x7C;
    private static final int HIGHEST_VALUE_TYPE = 0x7F;

    final boolean loop;
    final int height;
    final int results;
    final int start;
    final List<FlatRows.Place> toPatch = new ArrayList<>();
    int elseRow = -1;

    FlatBlock(boolean loop, int height, int results, int start) {
        this.loop = loop;
        this.height = height;
        this.results = results;
        this.start = start;
    }

    /// How many values a block of this type leaves.
    static int results(long blockType) {
        if (blockType == EMPTY_BLOCK) {
            return 0;
        }
        if (blockType >= LOWEST_VALUE_TYPE && blockType <= HIGHEST_VALUE_TYPE) {
            return 1;
        }
        throw new UnsupportedOperationException("no register form of blocks with parameters");
    }

    /// The index of the end of the block, or of the other branch, that follows code that is never reached.
    static int behindDeadCode(List<AnnotatedInstruction> instructions, int from) {
        int depth = 0;
        for (int i = from; i < instructions.size(); i++) {
            switch (instructions.get(i).opcode()) {
                case BLOCK, LOOP, IF -> depth++;
                case ELSE -> {
                    if (depth == 0) {
                        return i;
                    }
                }
                case END -> {
                    if (depth == 0) {
                        return i;
                    }
                    depth--;
                }
                default -> {}
            }
        }
        return instructions.size();
    }
}
