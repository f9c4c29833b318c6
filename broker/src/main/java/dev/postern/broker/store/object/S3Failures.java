package dev.postern.broker.store.object;

import dev.postern.broker.store.object.ObjectStoreException.Kind;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.util.Set;

/// From the SDK's exceptions to ours.
final class S3Failures {

    static final int NOT_FOUND = 404;
    static final int PRECONDITION_FAILED = 412;
    static final int NOT_IMPLEMENTED = 501;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int REQUEST_TIMEOUT = 408;

    /// What a store answers to bytes that changed on the way.
    private static final Set<String> DAMAGED =
            Set.of(
                    "BadDigest",
                    "InvalidDigest",
                    "IncompleteBody",
                    "RequestTimeout",
                    "XAmzContentSHA256Mismatch",
                    "XAmzContentChecksumMismatch");

    private final String place;

    S3Failures(String place) {
        this.place = place;
    }

    /// Runs a request.
    <T> T attempt(String what, Action<T> action) throws ObjectStoreException {
        try {
            return action.run();
        } catch (ObjectStoreException e) {
            throw e;
        } catch (AwsServiceException e) {
            throw new ObjectStoreException(kind(e), sentence(what, e), e);
        } catch (SdkException | IOException e) {
            throw new ObjectStoreException(
                    Kind.UNREACHABLE, "could not " + what + " at " + place + ": " + root(e), e);
        }
    }

    /// The code that the store gave, such as `NoSuchUpload`.
    static String code(AwsServiceException e) {
        return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : e.awsErrorDetails().errorCode();
    }

    private static Kind kind(AwsServiceException e) {
        int status = e.statusCode();
        if (DAMAGED.contains(code(e))) {
            return Kind.UNREACHABLE;
        }
        return switch (status) {
            case NOT_FOUND -> code(e).equals("NoSuchBucket") ? Kind.REFUSED : Kind.MISSING;
            case PRECONDITION_FAILED -> Kind.CONFLICT;
            case CONFLICT, TOO_MANY, REQUEST_TIMEOUT -> Kind.UNREACHABLE;
            case NOT_IMPLEMENTED -> Kind.REFUSED;
            default -> status >= 500 ? Kind.UNREACHABLE : Kind.REFUSED;
        };
    }

    private String sentence(String what, AwsServiceException e) {
        String detail = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        return "could not "
                + what
                + " at "
                + place
                + ": it answered "
                + e.statusCode()
                + " "
                + code(e)
                + (detail == null || detail.isBlank() ? "" : " (" + detail + ")")
                + remedy(e);
    }

    private static String remedy(AwsServiceException e) {
        return switch (code(e)) {
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken" ->
                    "; check the access key and its secret";
            case "AccessDenied" -> "; let this access key do what docs/object-store.md lists";
            case "NoSuchBucket" -> "; create the bucket or correct its name";
            case "RequestTimeTooSkewed" -> "; correct the clock of this machine";
            case "PermanentRedirect", "AuthorizationHeaderMalformed" -> "; check the region";
            case "NotImplemented" -> "; this store cannot do what its configuration asks for";
            default -> "";
        };
    }

    /// The innermost cause, which names what happened on the connection.
    private static Throwable root(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /// A request.
    interface Action<T> {
        T run() throws IOException;
    }
}
