package dev.postern.broker.proxy.pg;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.util.TlsServerEndpoint;

import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/// One SCRAM-SHA-256 exchange with a target. Its methods compute for milliseconds: never on an event loop.
///
/// Over TLS the exchange is bound to the target's certificate (`tls-server-end-point`) if the target offers PLUS.
/// Sources: RFC 5802, RFC 7677, RFC 5929.
final class ScramExchange {

    static final String PLAIN = "SCRAM-SHA-256";
    static final String PLUS = "SCRAM-SHA-256-PLUS";

    /// More rounds than this are an attack on the broker's CPU: servers use 4096 by default.
    static final int MAX_ITERATIONS = 100_000;

    private final Terms terms;
    private final SaltedPasswords salted;
    private final String clientFirst;
    private ScramClient client;

    private ScramExchange(Terms terms, SaltedPasswords salted, ScramClient client) {
        this.terms = terms;
        this.salted = salted;
        this.client = client;
        this.clientFirst = client.clientFirstMessage().toString();
    }

    /// What an exchange is begun with.
    @SuppressWarnings("ArrayRecordComponent") // never compared or shared
    private record Terms(List<String> usable, Secret password, byte[] binding) {

        ScramClient client() {
            return client(
                    ScramClient.builder()
                            .advertisedMechanisms(usable)
                            .username("*")
                            .password(password.reveal().toCharArray()));
        }

        /// The client that has said the same first message, and need not compute the salted password.
        ScramClient again(String nonce, byte[] saltedPassword) {
            ScramClient again =
                    client(
                            ScramClient.builder()
                                    .advertisedMechanisms(usable)
                                    .username("*")
                                    .saltedPassword(saltedPassword)
                                    .nonceSupplier(() -> nonce));
            again.clientFirstMessage();
            return again;
        }

        private ScramClient client(ScramClient.FinalBuildStage builder) {
            return usable.contains(PLUS)
                    ? builder.channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, binding)
                            .build()
                    : builder.build();
        }
    }

    /// Begins an exchange.
    ///
    /// @param offered     mechanisms that the target offers
    /// @param certificate    the target's certificate, or null without TLS
    /// @param allowsUnbound  whether the exchange may do without a binding to that certificate
    /// @param salted         what earlier exchanges computed
    /// @throws ScramException if none of the offered mechanisms can be used
    static ScramExchange begin(
            List<String> offered,
            Secret password,
            @Nullable X509Certificate certificate,
            boolean allowsUnbound,
            SaltedPasswords salted)
            throws ScramException {
        byte[] binding = certificate == null ? new byte[0] : binding(certificate);
        List<String> usable =
                offered.stream()
                        .filter(name ->
                                (name.equals(PLAIN) && allowsUnbound)
                                        || (name.equals(PLUS) && binding.length > 0))
                        .toList();
        if (usable.isEmpty() && offered.contains(PLAIN)) {
            throw new UnusableException(
                    "the login demands channel binding, and "
                            + (offered.contains(PLUS)
                                    ? "the target's certificate has no hash to bind to"
                                    : "the target offers only " + PLAIN));
        }
        if (usable.isEmpty()) {
            throw new UnusableException(
                    "the target offers "
                            + offered
                            + ", the broker speaks "
                            + PLUS
                            + " and "
                            + PLAIN);
        }
        Terms terms = new Terms(usable, password, binding);
        return new ScramExchange(terms, salted, terms.client());
    }

    private static byte[] binding(X509Certificate certificate) {
        try {
            return TlsServerEndpoint.getChannelBindingData(certificate);
        } catch (CertificateEncodingException | RuntimeException _) {
            return new byte[0];
        }
    }

    String mechanism() {
        return client.getScramMechanism().getName();
    }

    String clientFirst() {
        return clientFirst;
    }

    /// The answer to server-first.
    ///
    /// @throws ScramException if it is malformed or asks for more than [#MAX_ITERATIONS] rounds
    String clientFinal(String serverFirst) throws ScramException {
        checkIterations(serverFirst);
        String nonce = nonce(clientFirst);
        ServerFirstMessage first = ServerFirstMessage.parseFrom(serverFirst, nonce);
        byte[] password =
                salted.of(
                        terms.password(),
                        Base64.getDecoder().decode(first.getSalt()),
                        first.getIterationCount());
        client = terms.again(nonce, password);
        client.serverFirstMessage(serverFirst);
        return client.clientFinalMessage().toString();
    }

    /// What stands behind `,r=`; a nonce holds no comma, but perhaps `r=` (RFC 5802, 7).
    static String nonce(String clientFirst) {
        String attribute = ",r=";
        return clientFirst.substring(clientFirst.indexOf(attribute) + attribute.length());
    }

    private static void checkIterations(String serverFirst) throws ScramException {
        for (String attribute : serverFirst.split(",", -1)) {
            if (attribute.startsWith("i=")) {
                String number = attribute.substring(2);
                boolean isNumber = number.matches("[0-9]{1,6}");
                if (!isNumber || Integer.parseInt(number) > MAX_ITERATIONS) {
                    throw new UnusableException(
                            "the target asks for "
                                    + number
                                    + " rounds of SCRAM, the limit is "
                                    + MAX_ITERATIONS);
                }
            }
        }
    }

    /// Checks server-final: only a target that knows the password can sign it.
    void verify(String serverFinal) throws ScramException {
        client.serverFinalMessage(serverFinal);
    }

    /// The exchange cannot go on.
    static final class UnusableException extends ScramException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }
}
