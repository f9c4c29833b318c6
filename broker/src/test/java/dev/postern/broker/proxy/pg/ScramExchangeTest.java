package dev.postern.broker.proxy.pg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScramExchangeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "n,,n=*,r=fyko+d2lbbFgONRv9qkxdawL fyko+d2lbbFgONRv9qkxdawL",
                "n,,n=*,r=ar=b=r= ar=b=r=",
                "p=tls-server-end-point,,n=*,r=r=x r=x"
            })
    void nonce_mayHoldWhatBeginsIt(String clientFirst, String nonce) {
        assertThat(ScramExchange.nonce(clientFirst)).isEqualTo(nonce);
    }
}
