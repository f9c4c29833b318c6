package dev.postern.broker.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.broker.base.Secret;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;

final class AwsTokenTest {

    private static final Target.Host HOST =
            new Target.Host("prod-instance.us-east-1.rds.amazonaws.com", 3306);

    /// The example of "Authenticating Requests: Using Query Parameters" in the Amazon S3 API Reference.
    @Test
    void query_isTheOneOfAmazonsExample() throws Exception {
        var presigner =
                new AwsToken.Presigner(
                        "AKIAIOSFODNN7EXAMPLE",
                        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                        "us-east-1",
                        "s3",
                        Instant.parse("2013-05-24T00:00:00Z"));

        String query =
                presigner.query(
                        "examplebucket.s3.amazonaws.com",
                        "/test.txt",
                        Map.of(),
                        "UNSIGNED-PAYLOAD",
                        86_400);

        assertThat(query)
                .isEqualTo(
                        "X-Amz-Algorithm=AWS4-HMAC-SHA256"
                            + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                            + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
    }

    /// The signature is the one that the tests of botocore expect for the same key, time, host and user.
    @Test
    void token_isThatOfAmazonsOwnLibrary() throws Exception {
        AwsToken token = token(null);

        assertThat(token.password(HOST, "someusername").reveal())
                .startsWith(
                        "prod-instance.us-east-1.rds.amazonaws.com:3306/?Action=connect&DBUser=someusername"
                            + "&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                            + "&X-Amz-Credential=akid%2F20161107%2Fus-east-1%2Frds-db%2Faws4_request"
                            + "&X-Amz-Date=20161107T173933Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host")
                .endsWith(
                        "&X-Amz-Signature=d1138cdbc0ca63eec012ec0fc6c2267e03642168f5884a7795320d4c18374c61");
    }

    @Test
    void temporaryCredentials_areNamedInTheToken() throws Exception {
        AwsToken token = token(PasswordSource.of(Secret.of("to/ken==")));

        assertThat(token.password(HOST, "a b*~").reveal())
                .contains(
                        "&X-Amz-Security-Token=to%2Fken%3D%3D&X-Amz-SignedHeaders=host&X-Amz-Signature=")
                .contains("DBUser=a%20b%2A~&");
        assertThat(token).hasToString("AwsToken[region=us-east-1]");
    }

    private static AwsToken token(@Nullable PasswordSource session) {
        return new AwsToken(
                "us-east-1",
                PasswordSource.of(Secret.of("akid")),
                PasswordSource.of(Secret.of("skid")),
                session,
                () -> Instant.parse("2016-11-07T17:39:33Z"));
    }
}
