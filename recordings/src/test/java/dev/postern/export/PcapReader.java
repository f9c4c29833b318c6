package dev.postern.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads a capture of one TCP connection, strictly: every length, sequence number and checksum must be right.
///
/// @param firstMicros the time of the first packet, microseconds since 1970
record PcapReader(byte[] fromClient, byte[] fromServer, long firstMicros) {

    static PcapReader read(byte[] capture) {
        ByteBuffer in = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(in.getInt(0)).isEqualTo(0xa1b23c4d);
        assertThat(in.getInt(20)).isEqualTo(101);
        in.position(24);
        ByteArrayOutputStream client = new ByteArrayOutputStream();
        ByteArrayOutputStream server = new ByteArrayOutputStream();
        int[] next = new int[2];
        boolean[] known = new boolean[2];
        long first = -1;
        while (in.hasRemaining()) {
            long micros = in.getInt() * 1_000_000L + in.getInt() / 1_000;
            first = first < 0 ? micros : first;
            int length = in.getInt();
            assertThat(in.getInt()).isEqualTo(length);
            ByteBuffer packet = in.slice(in.position(), length).order(ByteOrder.BIG_ENDIAN);
            in.position(in.position() + length);
            assertThat(packet.get(0)).isEqualTo((byte) 0x45);
            assertThat(packet.getShort(2) & 0xFFFF).isEqualTo(length);
            assertThat(sum(packet, 0, 20)).isEqualTo(0xFFFF);
            assertThat(fold(sum(packet, 12, 8) + 6 + length - 20 + sum(packet, 20, length - 20)))
                    .isEqualTo(0xFFFF);
            boolean toServer = packet.getShort(22) == 5432;
            int side = toServer ? 0 : 1;
            int sequence = packet.getInt(24);
            assertThat(!known[side] || sequence == next[side]).isTrue();
            known[side] = true;
            int flags = packet.get(33);
            int data = length - 40;
            next[side] = sequence + data + ((flags & 3) != 0 ? 1 : 0);
            byte[] bytes = new byte[data];
            packet.get(40, bytes);
            (toServer ? client : server).writeBytes(bytes);
        }
        return new PcapReader(client.toByteArray(), server.toByteArray(), first);
    }

    private static int sum(ByteBuffer bytes, int from, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int b = bytes.get(from + i) & 0xFF;
            sum += (i & 1) == 0 ? b << 8 : b;
        }
        return fold(sum);
    }

    private static int fold(int sum) {
        int folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return folded;
    }
}
