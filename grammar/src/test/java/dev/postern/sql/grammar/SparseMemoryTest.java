package dev.postern.sql.grammar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.types.MemoryLimits;

import org.junit.jupiter.api.Test;

import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

class SparseMemoryTest {

    private static final int PAGE = Memory.PAGE_SIZE;
    private static final int SIZE = 4 * PAGE;

    private final SparseMemory memory = new SparseMemory(new MemoryLimits(4, 6));

    @Test
    void agreesWithTheLibrarysMemoryOnWhateverIsDone() {
        Memory other = new ByteArrayMemory(new MemoryLimits(4, 6));
        Random random = new Random(20_261_122);
        for (int i = 0; i < 200_000; i++) {
            // Half of the places lie where two pages meet.
            int address =
                    random.nextBoolean()
                            ? random.nextInt(SIZE - 8)
                            : PAGE * (1 + random.nextInt(3)) - random.nextInt(9);
            long value = random.nextLong();
            switch (random.nextInt(9)) {
                case 0 -> both(other, one -> one.writeByte(address, (byte) value));
                case 1 -> both(other, one -> one.writeShort(address, (short) value));
                case 2 -> both(other, one -> one.writeI32(address, (int) value));
                case 3 -> both(other, one -> one.writeLong(address, value));
                case 4 -> both(other, one -> one.writeF64(address, value / 3.0));
                case 5 -> both(other, one -> one.writeF32(address, value / 3.0f));
                case 6 -> {
                    int end = Math.min(SIZE, address + random.nextInt(PAGE));
                    both(other, one -> one.fill((byte) (value % 2), address, end));
                }
                case 7 -> {
                    int from = random.nextInt(SIZE / 2);
                    int to = random.nextInt(SIZE / 2);
                    int size = random.nextInt(PAGE + 99);
                    both(other, one -> one.copy(to, from, size));
                }
                default -> {
                    byte[] data = new byte[random.nextInt(Math.min(99, SIZE - address))];
                    random.nextBytes(data);
                    both(other, one -> one.write(address, data));
                }
            }
            int at = Math.min(address, SIZE - 8);
            assertEquals(other.read(at), memory.read(at));
            assertEquals(other.readShort(at), memory.readShort(at));
            assertEquals(other.readU16(at), memory.readU16(at));
            assertEquals(other.readInt(at), memory.readInt(at));
            assertEquals(other.readLong(at), memory.readLong(at));
            assertEquals(other.readF32(at), memory.readF32(at));
            assertEquals(other.readF64(at), memory.readF64(at));
            assertEquals(
                    Float.floatToRawIntBits(other.readFloat(at)),
                    Float.floatToRawIntBits(memory.readFloat(at)));
        }
        assertArrayEquals(other.readBytes(0, SIZE), memory.readBytes(0, SIZE));
    }

    private void both(Memory other, Consumer<Memory> act) {
        act.accept(other);
        act.accept(memory);
    }

    @Test
    void takesNoRoomForWhatIsZero() {
        memory.fill((byte) 0, 0, SIZE);
        assertEquals(0, memory.readLong(PAGE - 3));
        assertEquals(0, memory.taken());
        memory.writeByte(PAGE + 5, (byte) 1);
        assertEquals(PAGE, memory.taken());
        memory.zero();
        assertEquals(0, memory.read(PAGE + 5));
        assertEquals(0, memory.taken());
    }

    @Test
    void growsToItsMostAndNoFurther() {
        assertEquals(4, memory.grow(2));
        assertEquals(6, memory.pages());
        memory.writeLong(6 * PAGE - 8, -1);
        assertEquals(-1, memory.grow(1));
        assertEquals(-1, memory.grow(Integer.MAX_VALUE));
        assertEquals(-1, memory.grow(-1));
    }

    @Test
    void whatLiesOutsideEndsTheRun() {
        for (int address : new int[] {SIZE, SIZE - 3, -1, Integer.MIN_VALUE}) {
            String said =
                    Objects.requireNonNull(
                            assertThrows(WasmRuntimeException.class, () -> memory.readInt(address))
                                    .getMessage());
            assertTrue(said.contains("of " + SIZE), said);
            assertThrows(WasmRuntimeException.class, () -> memory.writeI32(address, 1));
            assertThrows(WasmRuntimeException.class, () -> memory.readBytes(address, 4));
            assertThrows(WasmRuntimeException.class, () -> memory.write(address, new byte[4]));
            assertThrows(
                    WasmRuntimeException.class, () -> memory.fill((byte) 1, address, address + 4));
        }
        assertThrows(WasmRuntimeException.class, () -> memory.readBytes(0, -1));
        assertEquals(0, memory.taken());
    }
}
