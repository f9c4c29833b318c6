package dev.postern.sql.grammar;

/// A WebAssembly function in register form: rows of four numbers, an operation and what it works on.
///
/// A register is a local or a place of what was the operand stack; a negative one is the constant at its complement.
///
/// @param rows      the operations
/// @param constants the constants
/// @param jumps     the targets of the jumps that choose among many
/// @param locals    how many of the registers are locals
/// @param registers how many registers there are
record FlatCode(int[] rows, long[] constants, int[][] jumps, int locals, int registers) {

    /// How many numbers an operation has.
    static final int ROW = 4;

    // Operations that WebAssembly has not, or has by other codes. Its own codes are below 0xC5.
    /// `a` into `dst`.
    static final int MOVE = 0xE0;

    /// Go on at `dst`.
    static final int JUMP = 0xE1;

    /// Go on at `dst` if `a` is zero.
    static final int JUMP_IF_ZERO = 0xE2;

    /// Go on at `dst` if `a` is not zero.
    static final int JUMP_IF = 0xE3;

    /// Go on where the list `dst` says for `a`.
    static final int JUMP_TABLE = 0xE4;

    /// End; the result is `a` if `dst` is 1.
    static final int RETURN = 0xE5;

    /// Call function `a` with `b` arguments from `dst` on; the result comes to `dst`.
    static final int CALL = 0xE6;

    /// Call the function that the table holds at `a`, of type `b`, likewise.
    static final int CALL_INDIRECT = 0xE7;

    /// `a` or `b` into `dst`: the next row begins with the condition.
    static final int SELECT = 0xE8;

    /// Copy `b` bytes from `a` to `dst`.
    static final int COPY = 0xE9;

    /// Global `a` into `dst`.
    static final int GLOBAL_GET = 0xEA;

    /// `a` into global `dst`.
    static final int GLOBAL_SET = 0xEB;

    /// Never reached.
    static final int TRAP = 0xEC;
}
