package dev.postern.broker.http;

import dev.postern.broker.access.Lock;
import dev.postern.broker.ca.Authorities;
import dev.postern.broker.ca.CaException;
import dev.postern.broker.ca.Challenges;
import dev.postern.broker.ca.ClientCertificates;
import dev.postern.broker.ca.PublicKeys;
import dev.postern.broker.identity.Person;

import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.InvalidKeyException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Certificates for those who hold the key they ask for.
public final class CertificateRoutes implements Routes {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRoutes.class);

    private final Authorities authorities;
    private final ClientCertificates certificates;
    private final Challenges challenges;
    private final TargetAccess access;

    public CertificateRoutes(
            Authorities authorities,
            ClientCertificates certificates,
            Challenges challenges,
            TargetAccess access) {
        this.authorities = authorities;
        this.certificates = certificates;
        this.challenges = challenges;
        this.access = access;
    }

    @Override
    public void addTo(RouteTable table) {
        table.get("/api/v1/certificates/challenge", Right.SIGNED_IN, this::challenge);
        table.post("/api/v1/certificates", Right.SIGNED_IN, this::issue);
    }

    private void challenge(Context context) {
        context.json(Map.of("challenge", challenges.next(Caller.of(context).login().id())));
    }

    private void issue(Context context) {
        Caller caller = Caller.of(context);
        if (!caller.login().kind().isBearer()) {
            throw ApiException.forbidden(
                    "terminal_only",
                    "Certificates are handed to terminals only.",
                    "Run: postern login");
        }
        Body body = ApiJson.body(context, Body.class);
        String target = body.target() == null ? "" : body.target();
        access.lockOn(caller, target)
                .ifPresent(lock -> {
                    throw Gate.lockedOut(lock);
                });
        if (!access.mayReach(caller.person(), target)) {
            throw ApiException.notFound(
                    "There is no target of that name that one of your roles allows.");
        }
        ECPublicKey key = key(body.publicKey());
        byte[] proof = bytes(body.proof(), "proof");
        if (!challenges.use(
                caller.login().id(),
                challenge ->
                        PublicKeys.isSignedBy(key, Challenges.text(target, challenge), proof))) {
            throw ApiException.forbidden(
                    "possession_not_proven",
                    "The proof is not a signature by that key of a challenge of this login from the"
                            + " last 60 s.",
                    "Get a new challenge and sign it.");
        }
        try {
            answer(context, target, certificates.issue(caller.login(), target, key));
        } catch (CaException e) {
            LOG.atError()
                    .addKeyValue("phase", "issue")
                    .addKeyValue("target", target)
                    .setCause(e)
                    .log("certificate not issued");
            throw new ApiException(
                    503,
                    "authority_failed",
                    "The authority could not issue a certificate.",
                    "Tell the administrator.");
        }
    }

    private void answer(Context context, String target, ClientCertificates.Issued issued) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("target", target);
        answer.put("certificate", issued.pem());
        answer.put("ca", authorities.servers().rootsPem());
        answer.put("notAfter", issued.notAfter());
        answer.put("serial", issued.serial());
        context.json(answer);
    }

    private static ECPublicKey key(@Nullable String base64) {
        try {
            return PublicKeys.p256(bytes(base64, "publicKey"));
        } catch (InvalidKeyException e) {
            throw ApiException.badInput(
                    "The field publicKey is no P-256 SubjectPublicKeyInfo.",
                    "Make an EC key on the curve P-256.");
        }
    }

    private static byte[] bytes(@Nullable String base64, String field) {
        try {
            return Base64.getDecoder().decode(base64 == null ? "" : base64);
        } catch (IllegalArgumentException e) {
            throw ApiException.badInput("The field " + field + " is not base64.", "");
        }
    }

    /// Tells which targets a person has any way into.
    public interface TargetAccess {
        /// The lock that keeps the caller from this target, if there is one.
        Optional<Lock> lockOn(Caller caller, String target);

        /// Whether one of the person's roles allows, now or on request, a database role of this target.
        boolean mayReach(Person person, String target);
    }

    record Body(@Nullable String target, @Nullable String publicKey, @Nullable String proof) {}
}
