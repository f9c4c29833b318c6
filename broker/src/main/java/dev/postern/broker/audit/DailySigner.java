package dev.postern.broker.audit;

import dev.postern.recording.Signer;
import dev.postern.sitelog.SiteSigningKey;

/// Signs recordings with the key of the day. A thread signs with the key that it was last told the name of, so that a
/// day that begins in between makes no bad signature.
public final class DailySigner implements Signer {

    private static final ThreadLocal<SiteSigningKey> NAMED = new ThreadLocal<>();

    private final SiteLog log;

    public DailySigner(SiteLog log) {
        this.log = log;
    }

    @Override
    public String keyId() {
        SiteSigningKey key = log.signingKey();
        NAMED.set(key);
        return key.publicKey().fingerprint();
    }

    @Override
    public byte[] sign(byte[] message) {
        SiteSigningKey key = NAMED.get();
        NAMED.remove();
        return (key == null ? log.signingKey() : key).sign(message);
    }
}
