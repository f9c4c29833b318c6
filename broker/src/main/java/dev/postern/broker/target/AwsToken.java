package dev.postern.broker.target;

import dev.postern.broker.base.Clock;
import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The password of a database in Amazon RDS or Aurora whose role has `rds_iam`: a request that is signed here and valid
/// for 15 minutes. Nothing is sent to Amazon; the database checks the signature.
///
/// Sources: "Connecting to your DB instance using IAM authentication" (Amazon RDS User Guide), "Create a signed AWS API
/// request", query parameters of Signature Version 4.
///
/// @param region       of the database, such as `eu-central-1`
/// @param accessKey    the id of the access key
/// @param secretKey    its secret
/// @param sessionToken of temporary credentials, or null
public record AwsToken(
        String region,
        PasswordSource accessKey,
        PasswordSource secretKey,
        @Nullable PasswordSource sessionToken,
        Clock clock)
        implements PasswordSource {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SERVICE = "rds-db";
    private static final int VALID_SECONDS = 900;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    @Override
    public Secret password(Target.Host host, String databaseRole) throws PasswordException {
        String address = host.name() + ":" + host.port();
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("Action", "connect");
        parameters.put("DBUser", databaseRole);
        String secret = secretKey.password(host, databaseRole).reveal();
        String token =
                sessionToken == null ? "" : sessionToken.password(host, databaseRole).reveal();
        if (!token.isEmpty()) {
            parameters.put("X-Amz-Security-Token", token);
        }
        Presigner presigner =
                new Presigner(
                        accessKey.password(host, databaseRole).reveal(),
                        secret,
                        region,
                        SERVICE,
                        clock.now());
        return Secret.of(
                address
                        + "/?"
                        + presigner.query(address, "/", parameters, sha256(""), VALID_SECONDS));
    }

    @Override
    public String toString() {
        return "AwsToken[region=" + region + "]";
    }

    /// Signs the query of a GET request as Signature Version 4 says.
    record Presigner(
            String accessKey, String secretKey, String region, String service, Instant at) {

        /// The whole query, signature last.
        String query(
                String host,
                String path,
                Map<String, String> parameters,
                String payloadHash,
                int validSeconds)
                throws PasswordException {
            String time = TIME.format(at);
            String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
            Map<String, String> all = new TreeMap<>(parameters);
            all.put("X-Amz-Algorithm", ALGORITHM);
            all.put("X-Amz-Credential", accessKey + "/" + scope);
            all.put("X-Amz-Date", time);
            all.put("X-Amz-Expires", Integer.toString(validSeconds));
            all.put("X-Amz-SignedHeaders", "host");
            String query =
                    all.entrySet().stream()
                            .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
                            .collect(Collectors.joining("&"));
            String request =
                    String.join("\n", "GET", path, query, "host:" + host, "", "host", payloadHash);
            String toSign = String.join("\n", ALGORITHM, time, scope, sha256(request));
            return query + "&X-Amz-Signature=" + signature(time.substring(0, 8), toSign);
        }

        private String signature(String day, String toSign) throws PasswordException {
            byte[] key = hmac(("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8), day);
            key = hmac(key, region);
            key = hmac(key, service);
            key = hmac(key, "aws4_request");
            return HexFormat.of().formatHex(hmac(key, toSign));
        }

        @Override
        public String toString() {
            return "Presigner[***]";
        }
    }

    private static byte[] hmac(byte[] key, String text) throws PasswordException {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new PasswordException("this Java cannot sign for AWS: " + e.getMessage(), e);
        }
    }

    private static String sha256(String text) throws PasswordException {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new PasswordException("this Java cannot sign for AWS: " + e.getMessage(), e);
        }
    }

    /// Percent-encoded as RFC 3986 says: all but letters, digits, `-`, `.`, `_`, `~`.
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
