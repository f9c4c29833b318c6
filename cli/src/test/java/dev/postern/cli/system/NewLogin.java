package dev.postern.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;

/// A certificate of its own for a person who is signed in, as `postern login` fetches it, and connections with it.
record NewLogin(Path folder, int port) {

    /// Has a certificate issued for `target`; the files lie in `folder`.
    static NewLogin fetch(TerminalApi api, String person, String target, Path folder)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        TerminalApi.SignIn signIn = api.signIn(person);
        Object challenge = api.get(signIn, "/api/v1/certificates/challenge").get("challenge");
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(
                ("postern-certificate-request:" + target + ":" + challenge)
                        .getBytes(StandardCharsets.UTF_8));
        Map<String, ?> issued =
                api.post(
                        signIn,
                        "/api/v1/certificates",
                        Map.of(
                                "target",
                                target,
                                "publicKey",
                                base64(keys.getPublic().getEncoded()),
                                "proof",
                                base64(signer.sign())));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("client.crt"), String.valueOf(issued.get("certificate")));
        Files.writeString(folder.resolve("ca.crt"), String.valueOf(issued.get("ca")));
        Files.write(folder.resolve("client.pk8"), keys.getPrivate().getEncoded());
        Object postgres = api.get(signIn, "/api/v1/info").get("postgres");
        Object port = postgres instanceof Map<?, ?> map ? map.get("port") : null;
        return new NewLogin(folder, Integer.parseInt(String.valueOf(port)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// Opens a session with the certificate.
    WireClient connect() throws Exception {
        return WireClient.withCertificate(
                port,
                folder,
                Conversation.PROTOCOL_3_0,
                Map.of("user", "app_read", "database", "shop"));
    }

    /// Has a session answer a query.
    static void use(WireClient client) throws Exception {
        client.send(Messages.start().query("select 'here'").bytes()).get();
        client.readUntilReady(1);
        assertThat(new String(client.received(), StandardCharsets.UTF_8)).contains("here");
    }
}
