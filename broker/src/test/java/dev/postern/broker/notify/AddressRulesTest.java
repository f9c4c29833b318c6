package dev.postern.broker.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.broker.policy.Network;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

final class AddressRulesTest {

    private static final AddressRules PUBLIC_ONLY = new AddressRules(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "0.1.2.3",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "fe80::1",
                "fd00::1",
                "fec0::1",
                "ff02::1",
                "64:ff9b::a00:1",
                "2002:7f00:1::",
                "2001:0:53aa:64c::"
            })
    void whatIsNoPublicAddress_isNotDialled(String address) {
        assertThat(PUBLIC_ONLY.mayBeDialled(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "2606:4700::1111", "100.128.0.1"})
    void publicAddress_isDialled(String address) {
        assertThat(PUBLIC_ONLY.mayBeDialled(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void networkOfTheConfiguration_isDialled_andNoOther() {
        AddressRules rules = new AddressRules(List.of(Network.parse("10.1.0.0/16")));
        assertThat(rules.mayBeDialled(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
        assertThat(rules.mayBeDialled(InetAddress.ofLiteral("10.2.2.3"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]"})
    void nameOfThisMachine_howeverWritten_isRefusedWithTheRemedy(String host) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PUBLIC_ONLY.address(host))
                .satisfies(e ->
                        assertThat(String.valueOf(e.getMessage()))
                                .matches(".*(notify.allow-networks|has no address).*"));
    }
}
