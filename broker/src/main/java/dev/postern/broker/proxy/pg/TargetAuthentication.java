package dev.postern.broker.proxy.pg;

import com.ongres.scram.common.exception.ScramException;

import dev.postern.broker.base.Secret;
import dev.postern.broker.record.RecorderException;
import dev.postern.broker.target.PasswordException;
import dev.postern.broker.target.PasswordSource;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetLogin.Concession;
import dev.postern.pgwire.BackendMessage;
import dev.postern.pgwire.BackendMessage.AuthenticationSasl;
import dev.postern.pgwire.FrontendMessage;
import dev.postern.pgwire.MessageEncoder;
import dev.postern.pgwire.SqlState;

import io.netty.channel.ChannelHandlerContext;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.function.Function;

/// Answers a target's requests for authentication. What it sends is never recorded, only that it was left out.
///
/// Confined to the session's event loop; the mathematics of SCRAM run where the edge lets work wait.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write or close ends the channel, and its handlers
// hear of that
final class TargetAuthentication {

    private static final String TRUST = "trust";

    private final TargetLogin login;
    private final String role;
    private final TargetConnection target;
    private final OmissionLog omissions;
    private final EdgeContext edge;
    private @Nullable ScramExchange scram;
    private boolean isComputing;
    private boolean isTargetProven = true;
    private String method;

    /// Takes down that a message with a secret was sent.
    @FunctionalInterface
    interface OmissionLog {
        void omitted(String message, int length) throws RecorderException;
    }

    /// @param role the role that logs in, part of an MD5 answer
    TargetAuthentication(
            TargetLogin login,
            String role,
            TargetConnection target,
            OmissionLog omissions,
            EdgeContext edge) {
        this.login = login;
        this.role = role;
        this.target = target;
        this.omissions = omissions;
        this.edge = edge;
        this.method = target.isIdentityShown() ? "cert" : TRUST;
    }

    /// How the broker authenticated.
    String method() {
        return method;
    }

    /// Answers one request, perhaps later.
    ///
    /// @param refused is told, on the event loop, if the login must not go on
    /// @return whether authentication is over and has succeeded
    boolean onRequest(
            ChannelHandlerContext ctx,
            BackendMessage.Authentication request,
            Consumer<Refusal> refused)
            throws RecorderException {
        if (isComputing || (scram != null && request instanceof AuthenticationSasl)) {
            refused.accept(refusal("it sent a message out of turn"));
            return false;
        }
        switch (request) {
            case BackendMessage.AuthenticationOk _ -> {
                if (!isTargetProven) {
                    refused.accept(refusal("it did not prove that it knows the password"));
                    return false;
                }
                if (method.equals(TRUST) && !login.allowed().contains(Concession.TRUST)) {
                    refused.accept(
                            refusal(
                                    "it let the broker in without asking who it is, which the"
                                        + " target's configuration does not allow (allow-trust)"));
                    return false;
                }
                return true;
            }
            case AuthenticationSasl(var mechanisms) ->
                    step(
                            ctx,
                            refused,
                            () -> {
                                ScramExchange exchange =
                                        ScramExchange.begin(
                                                mechanisms,
                                                password(),
                                                target.certificate(),
                                                login.allowed().contains(Concession.UNBOUND_SCRAM),
                                                edge.salted());
                                String first = exchange.clientFirst();
                                return () -> {
                                    scram = exchange;
                                    isTargetProven = false;
                                    method =
                                            exchange.mechanism().toLowerCase(java.util.Locale.ROOT);
                                    send(
                                            ctx,
                                            new FrontendMessage.SaslInitialResponse(
                                                    exchange.mechanism(), bytes(first)));
                                };
                            });
            case BackendMessage.AuthenticationSaslContinue(var data) -> {
                ScramExchange exchange = scram;
                String serverFirst = text(data);
                step(
                        ctx,
                        refused,
                        () -> {
                            String answer = started(exchange).clientFinal(serverFirst);
                            return () -> send(ctx, new FrontendMessage.SaslResponse(bytes(answer)));
                        });
            }
            case BackendMessage.AuthenticationSaslFinal(var data) -> verify(text(data), refused);
            case BackendMessage.AuthenticationCleartextPassword _ when mayRevealPassword() ->
                    answer(ctx, refused, "password", Secret::reveal);
            case BackendMessage.AuthenticationMd5Password(var salt)
                    when login.allowed().contains(Concession.MD5) -> {
                byte[] saltBytes = new byte[salt.remaining()];
                salt.duplicate().get(saltBytes);
                answer(ctx, refused, "md5", secret -> md5(secret, saltBytes));
            }
            case BackendMessage.Authentication other ->
                    refused.accept(
                            refusal(
                                    "it asks for authentication method "
                                            + other.code()
                                            + ", which the target's configuration does not allow"));
        }
        return false;
    }

    private void verify(String serverFinal, Consumer<Refusal> refused) {
        try {
            started(scram).verify(serverFinal);
            isTargetProven = true;
        } catch (ScramException | RuntimeException e) {
            refused.accept(
                    refusal("it did not prove that it knows the password: " + e.getMessage()));
        }
    }

    /// Whether the target is known to be the right one, so that it may read the password.
    private boolean mayRevealPassword() {
        return login.allowed().contains(Concession.CLEARTEXT)
                && target.certificate() != null
                && target.route().policy().isVerified();
    }

    private void answer(
            ChannelHandlerContext ctx,
            Consumer<Refusal> refused,
            String name,
            Function<Secret, String> f) {
        step(
                ctx,
                refused,
                () -> {
                    String text = f.apply(password());
                    return () -> {
                        method = name;
                        send(ctx, new FrontendMessage.PasswordMessage(text));
                    };
                });
    }

    private Secret password() throws ScramException {
        PasswordSource source = login.password();
        if (source == null) {
            throw new ScramExchange.UnusableException(
                    "it asks for a password and none is configured for role " + role);
        }
        try {
            return source.password(target.route().configured(), role);
        } catch (PasswordException e) {
            throw new ScramExchange.UnusableException(String.valueOf(e.getMessage()));
        }
    }

    private static ScramExchange started(@Nullable ScramExchange exchange) throws ScramException {
        if (exchange == null) {
            throw new ScramExchange.UnusableException("it answered an exchange that was not begun");
        }
        return exchange;
    }

    /// Work of one step away from the loop, which yields what is left to do on it.
    @FunctionalInterface
    private interface Step {
        Finish compute() throws ScramException;
    }

    @FunctionalInterface
    private interface Finish {
        void run() throws RecorderException;
    }

    private void step(ChannelHandlerContext ctx, Consumer<Refusal> refused, Step step) {
        isComputing = true;
        edge.waiting()
                .execute(() -> {
                    Finish finish;
                    try {
                        finish = step.compute();
                    } catch (ScramException | RuntimeException e) {
                        ctx.executor()
                                .execute(() ->
                                        refused.accept(refusal(String.valueOf(e.getMessage()))));
                        return;
                    }
                    ctx.executor()
                            .execute(() -> {
                                isComputing = false;
                                try {
                                    finish.run();
                                } catch (RecorderException e) {
                                    refused.accept(Refusals.recorder(e));
                                }
                            });
                });
    }

    private void send(ChannelHandlerContext ctx, FrontendMessage message) throws RecorderException {
        ByteBuffer bytes = MessageEncoder.UTF_8.encode(message);
        omissions.omitted(message.getClass().getSimpleName(), bytes.remaining());
        ctx.writeAndFlush(BrokerMessages.buffer(bytes));
    }

    private static Refusal refusal(String why) {
        return new Refusal(
                CloseReason.TARGET_REFUSED.label(),
                SqlState.CANNOT_CONNECT,
                "the broker could not log in to the target",
                "The target was given up because " + why + ".",
                "An administrator must check the login of this target.");
    }

    private String md5(Secret password, byte[] salt) {
        String inner =
                md5Hex((password.reveal() + role).getBytes(StandardCharsets.UTF_8), new byte[0]);
        return "md5" + md5Hex(inner.getBytes(StandardCharsets.US_ASCII), salt);
    }

    private static String md5Hex(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(first);
            digest.update(second);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer data) {
        return StandardCharsets.UTF_8.decode(data.duplicate()).toString();
    }
}
