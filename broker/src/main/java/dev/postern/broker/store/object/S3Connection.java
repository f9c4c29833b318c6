package dev.postern.broker.store.object;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

import java.util.function.Consumer;

/// The SDK's client as this package wants it: no retries of its own, no chunked signing, checksums only where we compute
/// them, so that any store that speaks S3's older dialect understands the requests.
final class S3Connection implements AutoCloseable {

    private final S3Client client;
    private final S3Settings.Timing timing;

    S3Connection(S3Settings settings) {
        this.timing = settings.timing();
        S3ClientBuilder builder =
                S3Client.builder()
                        .region(Region.of(settings.region()))
                        .credentialsProvider(credentials(settings))
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(timing.connect())
                                        .socketTimeout(timing.silence()))
                        .overrideConfiguration(o ->
                                o.retryStrategy(AwsRetryStrategy.doNotRetry())
                                        .apiCallTimeout(timing.whole(0)))
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .pathStyleAccessEnabled(settings.pathStyle())
                                        .chunkedEncodingEnabled(false)
                                        .expectContinueEnabled(false)
                                        .build());
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        this.client = builder.build();
    }

    private static AwsCredentialsProvider credentials(S3Settings settings) {
        S3Settings.Credentials own = settings.credentials();
        return own == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(own.accessKey(), own.secretKey().reveal()));
    }

    S3Client client() {
        return client;
    }

    /// Gives a request the time that its bytes need.
    Consumer<AwsRequestOverrideConfiguration.Builder> limit(long bytes) {
        return o -> o.apiCallTimeout(timing.whole(bytes));
    }

    @Override
    public void close() {
        client.close();
    }
}
