package dev.postern.export;

import dev.postern.recording.Entry;
import dev.postern.recording.format.Origin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes what passed between client and broker as a packet capture that Wireshark decodes: one TCP connection from
/// `10.0.0.1` to `10.0.0.2`, port 5432, in the clear, with the times of the recording.
///
/// Layout: the file header of libpcap (magic `a1b23c4d` for nanoseconds, link type 101, raw IP), then a record a packet:
/// seconds, nanoseconds, length twice, IPv4 header, TCP header, data. Sequence numbers and checksums are right;
/// handshake, addresses and acknowledgements are made up, because TLS and TCP are not recorded. Not thread-safe.
public final class Pcap {

    private static final int CLIENT_PORT = 50_000;
    private static final int SERVER_PORT = 5_432;
    private static final int CLIENT = 0x0A000001;
    private static final int SERVER = 0x0A000002;
    private static final int IP_BYTES = 20;
    private static final int TCP_BYTES = 20;
    private static final int MAX_DATA = 32_768;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int PUSH = 8;
    private static final int ACK = 16;
    private static final int LINK_TYPE_RAW = 101;
    private static final int TCP = 6;

    private final OutputStream out;
    private final long startMicros;
    private int clientSequence = 1_000;
    private int serverSequence = 1_000_000;
    private int packets;
    private long lastMicros;

    /// Writes the file header and the handshake.
    ///
    /// @param startMicros the session's start, microseconds since 1970
    public Pcap(OutputStream out, long startMicros) throws IOException {
        this.out = out;
        this.startMicros = startMicros;
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0xa1b23c4d).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
        header.putInt(1 << 18).putInt(LINK_TYPE_RAW);
        out.write(header.array());
        ByteBuffer nothing = ByteBuffer.allocate(0);
        packet(true, SYN, 0, nothing);
        clientSequence++;
        packet(false, SYN | ACK, 0, nothing);
        serverSequence++;
        packet(true, ACK, 0, nothing);
    }

    /// Writes bytes as packets; what the broker sent to the target is left out.
    public void bytes(Entry.Bytes entry) throws IOException {
        if (entry.origin() == Origin.BROKER_TO_BACKEND) {
            return;
        }
        boolean toServer = entry.origin() == Origin.FRONTEND;
        ByteBuffer bytes = entry.bytes().duplicate();
        while (bytes.hasRemaining()) {
            int count = Math.min(MAX_DATA, bytes.remaining());
            packet(toServer, PUSH | ACK, entry.micros(), bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            if (toServer) {
                clientSequence += count;
            } else {
                serverSequence += count;
            }
        }
    }

    /// Writes the end of the connection.
    public void end() throws IOException {
        ByteBuffer nothing = ByteBuffer.allocate(0);
        packet(true, FIN | ACK, lastMicros, nothing);
        clientSequence++;
        packet(false, FIN | ACK, lastMicros, nothing);
        serverSequence++;
        packet(true, ACK, lastMicros, nothing);
        out.flush();
    }

    private void packet(boolean toServer, int flags, long micros, ByteBuffer data)
            throws IOException {
        lastMicros = Math.max(lastMicros, micros);
        int length = IP_BYTES + TCP_BYTES + data.remaining();
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) length);
        packet.putShort((short) packets++).putShort((short) 0x4000);
        packet.put((byte) 64).put((byte) TCP).putShort((short) 0);
        packet.putInt(toServer ? CLIENT : SERVER).putInt(toServer ? SERVER : CLIENT);
        packet.putShort(10, (short) checksum(packet.array(), 0, IP_BYTES, 0));
        packet.putShort((short) (toServer ? CLIENT_PORT : SERVER_PORT));
        packet.putShort((short) (toServer ? SERVER_PORT : CLIENT_PORT));
        packet.putInt(toServer ? clientSequence : serverSequence);
        packet.putInt((flags & ACK) == 0 ? 0 : toServer ? serverSequence : clientSequence);
        packet.put((byte) ((TCP_BYTES / 4) << 4)).put((byte) flags).putShort((short) 0xFFFF);
        packet.putInt(0).put(data);
        int pseudoHeader = sum(packet.array(), 12, 8) + TCP + length - IP_BYTES;
        packet.putShort(
                IP_BYTES + 16,
                (short) checksum(packet.array(), IP_BYTES, length - IP_BYTES, pseudoHeader));
        long at = startMicros + lastMicros;
        ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt((int) Math.floorDiv(at, 1_000_000L));
        record.putInt((int) Math.floorMod(at, 1_000_000L) * 1_000);
        record.putInt(length).putInt(length);
        out.write(record.array());
        out.write(packet.array());
    }

    /// RFC 1071.
    private static int checksum(byte[] bytes, int from, int length, int start) {
        int sum = start + sum(bytes, from, length);
        while (sum >>> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return ~sum & 0xFFFF;
    }

    private static int sum(byte[] bytes, int from, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int b = bytes[from + i] & 0xFF;
            sum += (i & 1) == 0 ? b << 8 : b;
        }
        return sum;
    }
}
