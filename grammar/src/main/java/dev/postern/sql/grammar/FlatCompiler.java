package dev.postern.sql.grammar;

import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.OpCode;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/// Turns the stack code of one WebAssembly function into [FlatCode].
///
/// Reading a local or a constant makes no operation: the place on the operand stack only remembers where the value is,
/// until something could change it. Knows what compilers make of C; anything else is refused, so that the caller can leave
/// the function to the interpreter that knows all.
final class FlatCompiler {

    private final IntFunction<FunctionType> functionTypes;
    private final IntFunction<FunctionType> types;
    private final int locals;
    private final Deque<FlatBlock> blocks = new ArrayDeque<>();
    private final FlatRows rows = new FlatRows();
    private int[] stack = new int[64];
    private int height;
    private int highest;
    private int barrier;

    private FlatCompiler(
            IntFunction<FunctionType> functionTypes, IntFunction<FunctionType> types, int locals) {
        this.functionTypes = functionTypes;
        this.types = types;
        this.locals = locals;
    }

    /// The function in register form.
    ///
    /// @param functionTypes the type of a function
    /// @param types         the type that an indirect call names
    /// @throws UnsupportedOperationException if the function has an instruction that is not known here
    static FlatCode compile(
            FunctionBody body,
            FunctionType type,
            IntFunction<FunctionType> functionTypes,
            IntFunction<FunctionType> types) {
        int locals = type.params().size() + body.localTypes().size();
        FlatCompiler compiler = new FlatCompiler(functionTypes, types, locals);
        compiler.blocks.push(new FlatBlock(false, 0, type.returns().size(), 0));
        compiler.all(body.instructions());
        return compiler.rows.code(locals, locals + compiler.highest);
    }

    private void all(List<AnnotatedInstruction> instructions) {
        int i = 0;
        while (i < instructions.size()) {
            AnnotatedInstruction instruction = instructions.get(i);
            one(instruction);
            i++;
            switch (instruction.opcode()) {
                case BR, BR_TABLE, RETURN, UNREACHABLE ->
                        i = FlatBlock.behindDeadCode(instructions, i);
                default -> {}
            }
        }
    }

    private void one(AnnotatedInstruction i) {
        switch (i.opcode()) {
            case NOP -> {}
            case UNREACHABLE -> {
                emit(FlatCode.TRAP, 0, 0, 0);
                setHeightToBlock();
            }
            case BLOCK, LOOP -> open(i.opcode() == OpCode.LOOP, i.operand(0));
            case IF -> openIf(i.operand(0));
            case ELSE -> otherwise();
            case END -> end();
            case BR -> {
                jump((int) i.operand(0));
                setHeightToBlock();
            }
            case BR_IF -> jumpIf((int) i.operand(0));
            case BR_TABLE -> jumpTable(i.operands());
            case RETURN -> {
                leave();
                setHeightToBlock();
            }
            case CALL -> call((int) i.operand(0));
            case CALL_INDIRECT -> callIndirect((int) i.operand(0));
            case DROP -> pop();
            case SELECT -> select();
            case LOCAL_GET -> push((int) i.operand(0));
            case LOCAL_SET -> assign((int) i.operand(0));
            case LOCAL_TEE -> {
                assign((int) i.operand(0));
                push((int) i.operand(0));
            }
            case GLOBAL_GET -> emitTo(FlatCode.GLOBAL_GET, (int) i.operand(0), 0);
            case GLOBAL_SET -> emit(FlatCode.GLOBAL_SET, (int) i.operand(0), pop(), 0);
            case I32_CONST -> {
                int value = (int) i.operand(0);
                push(rows.constant(value));
            }
            case I64_CONST -> push(rows.constant(i.operand(0)));
            case MEMORY_COPY -> {
                int length = pop();
                int from = pop();
                emit(FlatCode.COPY, pop(), from, length);
            }
            default -> plain(i);
        }
    }

    /// What reads memory, writes it or computes.
    private void plain(AnnotatedInstruction i) {
        int code = i.opcode().opcode();
        if (FlatMachine.isLoad(code)) {
            emitTo(code, pop(), offset(i));
        } else if (FlatMachine.isStore(code)) {
            int value = pop();
            emit(code, offset(i), pop(), value);
        } else if (FlatMachine.isBinary(code)) {
            int right = pop();
            emitTo(code, pop(), right);
        } else if (FlatMachine.isUnary(code)) {
            emitTo(code, pop(), 0);
        } else {
            throw new UnsupportedOperationException("no register form of " + i.opcode());
        }
    }

    private static int offset(AnnotatedInstruction i) {
        return Math.toIntExact(i.operand(1));
    }

    private void open(boolean loop, long blockType) {
        settle();
        blocks.push(new FlatBlock(loop, height, FlatBlock.results(blockType), rows.size()));
        barrier = rows.size();
    }

    private void openIf(long blockType) {
        int condition = pop();
        int code = FlatCode.JUMP_IF_ZERO;
        if (isNegation(condition)) {
            condition = rows.takeLast();
            code = FlatCode.JUMP_IF;
        }
        settle();
        FlatBlock block = new FlatBlock(false, height, FlatBlock.results(blockType), rows.size());
        block.elseRow = rows.size();
        emit(code, -1, condition, 0);
        blocks.push(block);
        barrier = rows.size();
    }

    private void otherwise() {
        FlatBlock block = blocks.element();
        deliver(block);
        block.toPatch.add(rows.next());
        emit(FlatCode.JUMP, -1, 0, 0);
        rows.leadHere(block.elseRow);
        block.elseRow = -1;
        height = block.height;
        barrier = rows.size();
    }

    private void end() {
        FlatBlock block = blocks.pop();
        if (blocks.isEmpty()) {
            deliver(block);
            rows.leadHere(block.toPatch);
            emit(FlatCode.RETURN, block.results, locals, 0);
            return;
        }
        deliver(block);
        if (block.elseRow >= 0) {
            rows.leadHere(block.elseRow);
        }
        rows.leadHere(block.toPatch);
        height = block.height;
        if (block.results == 1) {
            push(locals + height);
        }
        barrier = rows.size();
    }

    /// Brings the value that a block leaves to its place.
    private void deliver(FlatBlock block) {
        if (block.results == 1 && height > block.height) {
            int value = stack[height - 1];
            if (value != locals + block.height) {
                emit(FlatCode.MOVE, locals + block.height, value, 0);
            }
        }
    }

    private FlatBlock block(int depth) {
        int i = 0;
        for (FlatBlock block : blocks) {
            if (i++ == depth) {
                return block;
            }
        }
        throw new UnsupportedOperationException("a jump out of the function");
    }

    private void jump(int depth) {
        FlatBlock target = block(depth);
        if (!target.loop) {
            deliver(target);
        }
        jumpRow(FlatCode.JUMP, target, 0);
    }

    private void jumpRow(int code, FlatBlock target, int condition) {
        if (target.loop) {
            emit(code, target.start, condition, 0);
        } else {
            target.toPatch.add(rows.next());
            emit(code, -1, condition, 0);
        }
    }

    private void jumpIf(int depth) {
        int condition = pop();
        FlatBlock target = block(depth);
        if (target.loop || target.results == 0) {
            if (isNegation(condition)) {
                jumpRow(FlatCode.JUMP_IF_ZERO, target, rows.takeLast());
            } else {
                jumpRow(FlatCode.JUMP_IF, target, condition);
            }
        } else {
            int skip = rows.size();
            emit(FlatCode.JUMP_IF_ZERO, -1, condition, 0);
            barrier = rows.size();
            deliver(target);
            jumpRow(FlatCode.JUMP, target, 0);
            rows.leadHere(skip);
        }
        barrier = rows.size();
    }

    /// Whether the last operation only negated what now is the condition of a jump.
    private boolean isNegation(int condition) {
        return rows.size() > barrier
                && condition == locals + height
                && rows.lastCode() == FlatMachine.I32_EQZ
                && rows.lastTarget() == condition;
    }

    private void jumpTable(long[] depths) {
        int choice = pop();
        int[] targets = new int[depths.length];
        int table = rows.addTable(targets);
        for (int i = 0; i < depths.length; i++) {
            FlatBlock target = block((int) depths[i]);
            if (!target.loop && target.results != 0) {
                throw new UnsupportedOperationException("no register form of tables with values");
            }
            if (target.loop) {
                targets[i] = target.start;
            } else {
                target.toPatch.add(new FlatRows.Place(table, i));
            }
        }
        emit(FlatCode.JUMP_TABLE, table, choice, 0);
        setHeightToBlock();
    }

    private void leave() {
        FlatBlock function = blocks.getLast();
        emit(FlatCode.RETURN, function.results, function.results == 1 ? pop() : 0, 0);
    }

    private void call(int function) {
        FunctionType type = functionTypes.apply(function);
        settle();
        int arguments = type.params().size();
        height -= arguments;
        emit(FlatCode.CALL, locals + height, function, arguments);
        result(type);
    }

    private void callIndirect(int typeIndex) {
        FunctionType type = types.apply(typeIndex);
        int callee = pop();
        settle();
        height -= type.params().size();
        emit(FlatCode.CALL_INDIRECT, locals + height, callee, typeIndex);
        result(type);
    }

    private void result(FunctionType type) {
        barrier = rows.size();
        if (!type.returns().isEmpty()) {
            push(locals + height);
        }
    }

    private void select() {
        int condition = pop();
        int second = pop();
        int first = pop();
        emit(FlatCode.SELECT, locals + height, first, second);
        emit(condition, 0, 0, 0);
        barrier = rows.size();
        push(locals + height);
    }

    private void assign(int local) {
        int value = pop();
        for (int slot = 0; slot < height; slot++) {
            if (stack[slot] == local) {
                settle(slot);
            }
        }
        if (value == locals + height
                && rows.size() > barrier
                && rows.lastTarget() == value
                && writesRegister(rows.lastCode())) {
            rows.retargetLast(local);
        } else if (value != local) {
            emit(FlatCode.MOVE, local, value, 0);
        }
    }

    private static boolean writesRegister(int code) {
        return code == FlatCode.MOVE
                || code == FlatCode.GLOBAL_GET
                || FlatMachine.isLoad(code)
                || FlatMachine.isBinary(code)
                || FlatMachine.isUnary(code);
    }

    /// What follows is dead until the block ends: there is nothing on its part of the stack.
    private void setHeightToBlock() {
        height = blocks.element().height;
        barrier = rows.size();
    }

    private void settle() {
        for (int slot = 0; slot < height; slot++) {
            settle(slot);
        }
    }

    /// Brings the value of a place on the stack to the place's own register.
    private void settle(int slot) {
        if (stack[slot] != locals + slot) {
            emit(FlatCode.MOVE, locals + slot, stack[slot], 0);
            stack[slot] = locals + slot;
        }
    }

    private void push(int register) {
        if (height == stack.length) {
            stack = Arrays.copyOf(stack, 2 * height);
        }
        stack[height++] = register;
        highest = Math.max(highest, height);
    }

    private int pop() {
        return stack[--height];
    }

    private void emitTo(int code, int a, int b) {
        emit(code, locals + height, a, b);
        push(locals + height);
    }

    private void emit(int code, int dst, int a, int b) {
        rows.emit(code, dst, a, b);
    }
}
