package dev.postern.broker.ca;

import java.time.Instant;

/// What a client's certificate is worth.
public sealed interface CertificateVerdict {

    /// Issued by this broker's authority, in force, and made for what it says.
    ///
    /// @param personId issuer and subject of the person, as `Person.id()`
    /// @param loginId  the sign-in it belongs to; whether that has ended is the caller's question
    /// @param serial   lower-case hexadecimal
    record Valid(String personId, String target, String loginId, Instant notAfter, String serial)
            implements CertificateVerdict {}

    /// The client showed none.
    record Missing() implements CertificateVerdict {}

    /// It was valid until `since`.
    record Expired(Instant since) implements CertificateVerdict {}

    /// It will be valid from `from`: one of the two clocks is wrong.
    record NotYetValid(Instant from) implements CertificateVerdict {}

    /// It was not issued by this broker's authority.
    record ForeignIssuer() implements CertificateVerdict {}

    /// It was issued by an authority of this broker that was replaced.
    ///
    /// @param since when its certificates ceased to be accepted
    record RetiredIssuer(Instant since) implements CertificateVerdict {}

    /// It was issued here, but not to sign in a client.
    record WrongUsage(String problem) implements CertificateVerdict {}

    /// It is not a certificate of a form this broker issues.
    record Malformed(String problem) implements CertificateVerdict {}
}
