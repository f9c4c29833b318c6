package dev.postern.sql.grammar;

import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Memory of a WebAssembly instance that takes room page by page, when something other than zero is first kept there.
///
/// The parser's build reserves 34 MB of which most is stack that no statement of a usual size reaches. Addresses and sizes
/// are bytes; one outside of the memory ends the run with a [WasmRuntimeException]. Not thread-safe, and no instance
/// shares it.
@SuppressWarnings("removal") // the interface still wants what only shared memory has
final class SparseMemory implements Memory {

    private static final int BITS = 16;
    private static final int MASK = PAGE_SIZE - 1;

    /// Stands for every page that holds only zeros; never written to.
    private static final byte[] ZEROS = new byte[PAGE_SIZE];

    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);

    private final int initial;
    private final int maximum;
    private byte[][] pages;
    private DataSegment[] segments = {};

    SparseMemory(MemoryLimits limits) {
        initial = limits.initialPages();
        maximum = limits.maximumPages();
        pages = new byte[initial][];
        Arrays.fill(pages, ZEROS);
    }

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
    }

    /// How many bytes it takes of the heap.
    long taken() {
        return Arrays.stream(pages).filter(page -> !isEmpty(page)).count() * PAGE_SIZE;
    }

    @Override
    public int pages() {
        return pages.length;
    }

    @Override
    public int grow(int more) {
        int before = pages.length;
        if (more < 0 || more > maximum - before) {
            return -1;
        }
        pages = Arrays.copyOf(pages, before + more);
        Arrays.fill(pages, before, pages.length, ZEROS);
        return before;
    }

    @Override
    public int initialPages() {
        return initial;
    }

    @Override
    public int maximumPages() {
        return maximum;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public Object lock(int address) {
        throw new UnsupportedOperationException("no instance shares this memory");
    }

    @Override
    public int waitOn(int address, int expected, long timeout) {
        throw new UnsupportedOperationException("no instance shares this memory");
    }

    @Override
    public int waitOn(int address, long expected, long timeout) {
        throw new UnsupportedOperationException("no instance shares this memory");
    }

    @Override
    public int notify(int address, int waiters) {
        return 0;
    }

    @Override
    public void initialize(Instance instance, DataSegment[] dataSegments) {
        segments = dataSegments == null ? segments : dataSegments.clone();
        for (DataSegment segment : segments) {
            if (segment instanceof ActiveDataSegment active) {
                long offset =
                        ConstantEvaluators.computeConstantValue(
                                instance, active.offsetInstructions())[0];
                write((int) offset, active.data(), 0, active.data().length);
            }
        }
    }

    @Override
    public void initPassiveSegment(int segment, int address, int offset, int size) {
        write(address, segments[segment].data(), offset, size);
    }

    @Override
    public void drop(int segment) {
        segments[segment] = PassiveDataSegment.EMPTY;
    }

    @Override
    public void write(int address, byte[] data, int offset, int size) {
        check(address, size);
        for (int done = 0; done < size; ) {
            int at = address + done;
            int step = Math.min(size - done, PAGE_SIZE - (at & MASK));
            System.arraycopy(data, offset + done, writable(at), at & MASK, step);
            done += step;
        }
    }

    @Override
    public byte[] readBytes(int address, int size) {
        check(address, size);
        byte[] data = new byte[size];
        for (int done = 0; done < size; ) {
            int at = address + done;
            int step = Math.min(size - done, PAGE_SIZE - (at & MASK));
            System.arraycopy(pages[at >>> BITS], at & MASK, data, done, step);
            done += step;
        }
        return data;
    }

    @Override
    public void fill(byte value, int from, int to) {
        check(from, to - from);
        for (int at = from; at < to; ) {
            int step = Math.min(to - at, PAGE_SIZE - (at & MASK));
            if (value != 0 || !isEmpty(pages[at >>> BITS])) {
                Arrays.fill(writable(at), at & MASK, (at & MASK) + step, value);
            }
            at += step;
        }
    }

    @Override
    public void copy(int to, int from, int size) {
        write(to, readBytes(from, size), 0, size);
    }

    @Override
    public void zero() {
        Arrays.fill(pages, ZEROS);
    }

    @Override
    public byte read(int address) {
        return readable(address)[address & MASK];
    }

    @Override
    public short readShort(int address) {
        return crosses(address, Short.BYTES)
                ? (short) bytes(address, Short.BYTES)
                : (short) SHORTS.get(readable(address), address & MASK);
    }

    @Override
    public int readInt(int address) {
        return crosses(address, Integer.BYTES)
                ? (int) bytes(address, Integer.BYTES)
                : (int) INTS.get(readable(address), address & MASK);
    }

    @Override
    public long readLong(int address) {
        return crosses(address, Long.BYTES)
                ? bytes(address, Long.BYTES)
                : (long) LONGS.get(readable(address), address & MASK);
    }

    @Override
    public long readU16(int address) {
        return readShort(address) & 0xFFFF;
    }

    @Override
    public long readF32(int address) {
        return readInt(address);
    }

    @Override
    public float readFloat(int address) {
        return Float.intBitsToFloat(readInt(address));
    }

    @Override
    public double readDouble(int address) {
        return Double.longBitsToDouble(readLong(address));
    }

    @Override
    public long readF64(int address) {
        return readLong(address);
    }

    @Override
    public void writeByte(int address, byte value) {
        writable(address)[address & MASK] = value;
    }

    @Override
    public void writeShort(int address, short value) {
        if (crosses(address, Short.BYTES)) {
            bytes(address, Short.BYTES, value);
        } else {
            SHORTS.set(writable(address), address & MASK, value);
        }
    }

    @Override
    public void writeI32(int address, int value) {
        if (crosses(address, Integer.BYTES)) {
            bytes(address, Integer.BYTES, value);
        } else {
            INTS.set(writable(address), address & MASK, value);
        }
    }

    @Override
    public void writeLong(int address, long value) {
        if (crosses(address, Long.BYTES)) {
            bytes(address, Long.BYTES, value);
        } else {
            LONGS.set(writable(address), address & MASK, value);
        }
    }

    @Override
    public void writeF32(int address, float value) {
        writeI32(address, Float.floatToRawIntBits(value));
    }

    @Override
    public void writeF64(int address, double value) {
        writeLong(address, Double.doubleToRawLongBits(value));
    }

    private static boolean crosses(int address, int size) {
        return (address & MASK) > PAGE_SIZE - size;
    }

    /// The little-endian number in `size` bytes of two pages.
    private long bytes(int address, int size) {
        check(address, size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (read(address + i) & 0xFF);
        }
        return value;
    }

    private void bytes(int address, int size, long value) {
        check(address, size);
        for (int i = 0; i < size; i++) {
            writeByte(address + i, (byte) (value >>> (i * Byte.SIZE)));
        }
    }

    @SuppressWarnings("ReferenceEquality") // it is that page or another, whatever they hold
    private static boolean isEmpty(byte[] page) {
        return page == ZEROS;
    }

    private byte[] readable(int address) {
        try {
            return pages[address >>> BITS];
        } catch (ArrayIndexOutOfBoundsException e) {
            throw outside(address, 1);
        }
    }

    private byte[] writable(int address) {
        byte[] page = readable(address);
        if (isEmpty(page)) {
            page = new byte[PAGE_SIZE];
            pages[address >>> BITS] = page;
        }
        return page;
    }

    private void check(int address, int size) {
        if (size < 0 || Integer.toUnsignedLong(address) + size > (long) pages.length * PAGE_SIZE) {
            throw outside(address, size);
        }
    }

    private WasmRuntimeException outside(int address, int size) {
        return new WasmRuntimeException(
                "out of bounds memory access: "
                        + size
                        + " bytes at "
                        + Integer.toUnsignedLong(address)
                        + " of "
                        + (long) pages.length * PAGE_SIZE);
    }
}
