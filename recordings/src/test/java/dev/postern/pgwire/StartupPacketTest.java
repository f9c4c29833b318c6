package dev.postern.pgwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.pgwire.StartupPacket.StartupMessage;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class StartupPacketTest {
    private static ByteBuffer startup(String rest) {
        byte[] bytes = rest.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + bytes.length)
                .putInt(8 + bytes.length)
                .putInt(ProtocolVersion.V3_0.code())
                .put(bytes)
                .flip();
    }

    @Test
    void everyPacket_comesBackEqual() throws MalformedMessageException {
        for (StartupPacket packet :
                List.of(
                        new StartupPacket.SslRequest(),
                        new StartupPacket.GssEncRequest(),
                        new StartupPacket.CancelRequest(
                                7, ByteBuffer.wrap(new byte[] {1, 2, 3, 4})),
                        new StartupPacket.CancelRequest(7, ByteBuffer.allocate(256)),
                        StartupMessage.of(ProtocolVersion.V3_2, Map.of("user", "ärger")))) {
            assertThat(StartupPacket.decode(packet.encode())).isEqualTo(packet);
        }
    }

    @Test
    void parameters_lastOneWins_databaseDefaultsToUser() throws MalformedMessageException {
        StartupMessage message =
                (StartupMessage) StartupPacket.decode(startup("user\0a\0user\0b\0_pq_.x\0001\0\0"));
        assertThat(message.user()).contains("b");
        assertThat(message.database()).contains("b");
        assertThat(message.protocolOptions()).containsExactly("_pq_.x");
    }

    @Test
    void wrongLayout_isRefused() {
        for (String rest :
                List.of(
                        "",
                        "user\0a\0",
                        "user\0",
                        "user",
                        "user\0a",
                        "user\0a\0\0x",
                        "user\0a\0\0\0",
                        "\0\0")) {
            assertThatThrownBy(() -> StartupPacket.decode(startup(rest)))
                    .as(rest)
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("terminator");
        }
    }

    @Test
    void lengths_followTheServer() throws MalformedMessageException {
        assertThat(StartupPacket.length(ByteBuffer.allocate(4).putInt(10_004).flip()))
                .isEqualTo(10_004);
        for (int length : new int[] {-1, 0, 7, 10_005, Integer.MAX_VALUE}) {
            assertThatThrownBy(() ->
                            StartupPacket.length(ByteBuffer.allocate(4).putInt(length).flip()))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void truncationAtEveryByte_isRefused() {
        ByteBuffer whole = startup("user\0a\0database\0b\0\0");
        for (int end = 8; end < whole.limit(); end++) {
            ByteBuffer cut = whole.slice(0, end);
            ByteBuffer honest = ByteBuffer.allocate(end).put(cut.duplicate()).putInt(0, end).flip();
            assertThatThrownBy(() -> StartupPacket.decode(honest))
                    .isInstanceOf(MalformedMessageException.class);
            assertThatThrownBy(() -> StartupPacket.decode(cut))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }
}
