package dev.postern.sql.grammar;

import static dev.postern.sql.grammar.FlatCode.ROW;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Map;

/// Runs the functions that are too large to be Java methods in register form, and has all others run as the methods they are.
///
/// Not thread-safe. What ends a run by an exception leaves nothing behind: a frame is given back however it is left.
final class FlatMachine implements Machine {

    static final int I32_EQZ = 0x45;
    private static final int FIRST_LOAD = 0x28;
    private static final int FIRST_STORE = 0x36;
    private static final int LAST_STORE = 0x3E;
    private static final long LOW = 0xFFFF_FFFFL;

    /// So many registers all frames together may have: 64 MB.
    private static final int MAX_REGISTERS = 8 << 20;

    private final Instance instance;
    private final Machine methods;
    private final Map<Integer, FlatCode> flat;
    private final Memory memory;
    private long[] registers = new long[1 << 12];
    private int top;

    /// @param methods runs all functions but those of `flat`
    FlatMachine(Instance instance, Machine methods, Map<Integer, FlatCode> flat) {
        this.instance = instance;
        this.methods = methods;
        this.flat = flat;
        this.memory = instance.memory();
    }

    /// Register forms of `functions` of a module; a function that has none is left out.
    static Map<Integer, FlatCode> compile(WasmModule module, int... functions) {
        int imports = module.importSection().importCount();
        Map<Integer, FlatCode> codes = new java.util.HashMap<>();
        for (int function : functions) {
            codes.put(
                    function,
                    FlatCompiler.compile(
                            module.codeSection().getFunctionBody(function - imports),
                            typeOf(module, function),
                            other -> typeOf(module, other),
                            module.typeSection()::getType));
        }
        return Map.copyOf(codes);
    }

    /// The type of a function of a module whose imports are all functions.
    static FunctionType typeOf(WasmModule module, int function) {
        int imports = module.importSection().importCount();
        return function < imports
                ? module.typeSection()
                        .getType(
                                ((com.dylibso.chicory.wasm.types.FunctionImport)
                                                module.importSection().getImport(function))
                                        .typeIndex())
                : module.functionSection()
                        .getFunctionType(function - imports, module.typeSection());
    }

    @Override
    public long @Nullable [] call(int function, long[] arguments) {
        FlatCode code = flat.get(function);
        if (code == null) {
            return methods.call(function, arguments);
        }
        int frame = enter(code);
        System.arraycopy(arguments, 0, registers, frame, arguments.length);
        try {
            return new long[] {run(code, frame)};
        } finally {
            top = frame;
        }
    }

    private int enter(FlatCode code) {
        int frame = top;
        int end = frame + code.registers();
        if (end > registers.length) {
            if (end > MAX_REGISTERS) {
                throw new ParserFailure("the statement nests too deeply");
            }
            registers = Arrays.copyOf(registers, Math.max(end, 2 * registers.length));
        }
        Arrays.fill(registers, frame, frame + code.locals(), 0);
        top = end;
        return frame;
    }

    private void callFrom(int frame, int function, int first, int count) {
        FlatCode code = flat.get(function);
        if (code == null) {
            long[] arguments = Arrays.copyOfRange(registers, frame + first, frame + first + count);
            long[] result = methods.call(function, arguments);
            if (result != null && result.length > 0) {
                registers[frame + first] = result[0];
            }
            return;
        }
        int inner = enter(code);
        System.arraycopy(registers, frame + first, registers, inner, count);
        try {
            long result = run(code, inner);
            registers[frame + first] = result;
        } finally {
            top = inner;
        }
    }

    private void callIndirect(int frame, int entry, int typeIndex, int first) {
        int function = instance.table(0).requiredRef(entry);
        FunctionType type = instance.type(typeIndex);
        if (!type.typesMatch(instance.type(instance.functionType(function)))) {
            throw new ParserFailure("an indirect call of another type");
        }
        callFrom(frame, function, first, type.params().size());
    }

    private static long value(long[] r, long[] k, int frame, int register) {
        return register < 0 ? k[~register] : r[frame + register];
    }

    @SuppressWarnings("StatementSwitchToExpressionSwitch") // one switch is one jump
    private long run(FlatCode code, int frame) {
        int[] rows = code.rows();
        long[] k = code.constants();
        long[] r = registers;
        int at = 0;
        while (true) {
            int op = rows[at];
            int dst = rows[at + 1];
            int a = rows[at + 2];
            int b = rows[at + 3];
            at += ROW;
            switch (op) {
                case FlatCode.MOVE -> r[frame + dst] = value(r, k, frame, a);
                case FlatCode.JUMP -> at = jump(at, dst);
                case FlatCode.JUMP_IF_ZERO -> {
                    if ((int) value(r, k, frame, a) == 0) {
                        at = jump(at, dst);
                    }
                }
                case FlatCode.JUMP_IF -> {
                    if ((int) value(r, k, frame, a) != 0) {
                        at = jump(at, dst);
                    }
                }
                case FlatCode.JUMP_TABLE -> {
                    int[] targets = code.jumps()[dst];
                    int choice = (int) value(r, k, frame, a);
                    at =
                            targets[
                                    choice >= 0 && choice < targets.length
                                            ? choice
                                            : targets.length - 1];
                }
                case FlatCode.RETURN -> {
                    return dst == 1 ? value(r, k, frame, a) : 0;
                }
                case FlatCode.CALL -> {
                    callFrom(frame, a, dst, b);
                    r = registers;
                }
                case FlatCode.CALL_INDIRECT -> {
                    callIndirect(frame, (int) value(r, k, frame, a), b, dst);
                    r = registers;
                }
                case FlatCode.SELECT -> {
                    boolean first = (int) value(r, k, frame, rows[at]) != 0;
                    r[frame + dst] = value(r, k, frame, first ? a : b);
                    at += ROW;
                }
                case FlatCode.COPY ->
                        memory.copy(
                                (int) value(r, k, frame, dst),
                                (int) value(r, k, frame, a),
                                (int) value(r, k, frame, b));
                case FlatCode.GLOBAL_GET -> r[frame + dst] = instance.global(a).getValue();
                case FlatCode.GLOBAL_SET -> instance.global(dst).setValue(value(r, k, frame, a));
                case FlatCode.TRAP -> throw new ParserFailure("the parser gave up");
                case I32_EQZ -> r[frame + dst] = (int) value(r, k, frame, a) == 0 ? 1 : 0;
                case 0x28 -> r[frame + dst] = memory.readInt(address(value(r, k, frame, a), b));
                case 0x2D -> r[frame + dst] = memory.read(address(value(r, k, frame, a), b)) & 0xFF;
                case 0x36 ->
                        memory.writeI32(
                                address(value(r, k, frame, a), dst), (int) value(r, k, frame, b));
                case 0x46 ->
                        r[frame + dst] =
                                (int) value(r, k, frame, a) == (int) value(r, k, frame, b) ? 1 : 0;
                case 0x6A -> r[frame + dst] = (int) (value(r, k, frame, a) + value(r, k, frame, b));
                default -> {
                    if (isBinary(op)) {
                        r[frame + dst] = binary(op, value(r, k, frame, a), value(r, k, frame, b));
                    } else if (isStore(op)) {
                        store(op, address(value(r, k, frame, a), dst), value(r, k, frame, b));
                    } else if (isLoad(op)) {
                        r[frame + dst] = load(op, address(value(r, k, frame, a), b));
                    } else {
                        r[frame + dst] = unary(op, value(r, k, frame, a));
                    }
                }
            }
        }
    }

    /// Where a jump leads; one backwards looks whether the run is to end.
    private static int jump(int at, int target) {
        if (target < at && Thread.currentThread().isInterrupted()) {
            throw new ParserFailure("the time is over");
        }
        return target;
    }

    private static int address(long base, int offset) {
        long address = (base & LOW) + offset;
        if (address > Integer.MAX_VALUE) {
            throw new ParserFailure("memory beyond what there is");
        }
        return (int) address;
    }

    static boolean isLoad(int code) {
        return code >= FIRST_LOAD && code < FIRST_STORE && code != 0x2A;
    }

    static boolean isStore(int code) {
        return code >= FIRST_STORE && code <= LAST_STORE && code != 0x38;
    }

    static boolean isUnary(int code) {
        return switch (code) {
            case I32_EQZ, 0x50, 0x67, 0x68, 0xA7, 0xAC, 0xAD, 0xC0, 0xC1 -> true;
            default -> false;
        };
    }

    static boolean isBinary(int code) {
        return (code >= 0x46 && code <= 0x4F)
                || (code >= 0x51 && code <= 0x5A)
                || (code >= 0x6A && code <= 0x78 && code != 0x6D && code != 0x6F)
                || (code >= 0x7C && code <= 0x7E)
                || (code >= 0x83 && code <= 0x88);
    }

    private long load(int code, int address) {
        return switch (code) {
            case 0x29, 0x2B -> memory.readLong(address);
            case 0x2C, 0x30 -> memory.read(address);
            case 0x31 -> memory.read(address) & 0xFFL;
            case 0x2E, 0x32 -> memory.readShort(address);
            case 0x2F, 0x33 -> memory.readShort(address) & 0xFFFFL;
            case 0x34 -> memory.readInt(address);
            case 0x35 -> memory.readInt(address) & LOW;
            default -> throw new IllegalStateException("no load: " + code);
        };
    }

    private void store(int code, int address, long value) {
        switch (code) {
            case 0x37, 0x39 -> memory.writeLong(address, value);
            case 0x3A, 0x3C -> memory.writeByte(address, (byte) value);
            case 0x3B, 0x3D -> memory.writeShort(address, (short) value);
            case 0x3E -> memory.writeI32(address, (int) value);
            default -> throw new IllegalStateException("no store: " + code);
        }
    }

    private static long unary(int code, long value) {
        return switch (code) {
            case 0x50 -> value == 0 ? 1 : 0;
            case 0x67 -> Integer.numberOfLeadingZeros((int) value);
            case 0x68 -> Integer.numberOfTrailingZeros((int) value);
            case 0xA7, 0xAC -> (int) value;
            case 0xAD -> value & LOW;
            case 0xC0 -> (byte) value;
            case 0xC1 -> (short) value;
            default -> throw new IllegalStateException("no operation: " + code);
        };
    }

    private static long binary(int code, long a, long b) {
        return code < 0x51 || (code >= 0x6A && code < 0x79)
                ? ints(code, (int) a, (int) b)
                : longs(code, a, b);
    }

    private static int ints(int code, int a, int b) {
        return switch (code) {
            case 0x46 -> a == b ? 1 : 0;
            case 0x47 -> a != b ? 1 : 0;
            case 0x48 -> a < b ? 1 : 0;
            case 0x49 -> Integer.compareUnsigned(a, b) < 0 ? 1 : 0;
            case 0x4A -> a > b ? 1 : 0;
            case 0x4B -> Integer.compareUnsigned(a, b) > 0 ? 1 : 0;
            case 0x4C -> a <= b ? 1 : 0;
            case 0x4D -> Integer.compareUnsigned(a, b) <= 0 ? 1 : 0;
            case 0x4E -> a >= b ? 1 : 0;
            case 0x4F -> Integer.compareUnsigned(a, b) >= 0 ? 1 : 0;
            case 0x6A -> a + b;
            case 0x6B -> a - b;
            case 0x6C -> a * b;
            case 0x6E -> Integer.divideUnsigned(a, b);
            case 0x70 -> Integer.remainderUnsigned(a, b);
            case 0x71 -> a & b;
            case 0x72 -> a | b;
            case 0x73 -> a ^ b;
            case 0x74 -> a << b;
            case 0x75 -> a >> b;
            case 0x76 -> a >>> b;
            case 0x77 -> Integer.rotateLeft(a, b);
            case 0x78 -> Integer.rotateRight(a, b);
            default -> throw new IllegalStateException("no operation: " + code);
        };
    }

    private static long longs(int code, long a, long b) {
        return switch (code) {
            case 0x51 -> a == b ? 1 : 0;
            case 0x52 -> a != b ? 1 : 0;
            case 0x53 -> a < b ? 1 : 0;
            case 0x54 -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
            case 0x55 -> a > b ? 1 : 0;
            case 0x56 -> Long.compareUnsigned(a, b) > 0 ? 1 : 0;
            case 0x57 -> a <= b ? 1 : 0;
            case 0x58 -> Long.compareUnsigned(a, b) <= 0 ? 1 : 0;
            case 0x59 -> a >= b ? 1 : 0;
            case 0x5A -> Long.compareUnsigned(a, b) >= 0 ? 1 : 0;
            case 0x7C -> a + b;
            case 0x7D -> a - b;
            case 0x7E -> a * b;
            case 0x83 -> a & b;
            case 0x84 -> a | b;
            case 0x85 -> a ^ b;
            case 0x86 -> a << b;
            case 0x87 -> a >> b;
            case 0x88 -> a >>> b;
            default -> throw new IllegalStateException("no operation: " + code);
        };
    }
}
