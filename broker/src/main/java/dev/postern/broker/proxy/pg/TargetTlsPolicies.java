package dev.postern.broker.proxy.pg;

import dev.postern.broker.target.ClientIdentity;
import dev.postern.broker.target.TargetAuthority;
import dev.postern.broker.target.TargetLogin;
import dev.postern.broker.target.TargetTls;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The policies that were loaded, as long as the files and authorities they came from are the same.
///
/// Each time, the files are looked at, and read again if inode, time or size has changed; a file that cannot be looked at
/// fails as it would without this. What the broker's own authority issues in a role's name is short-lived and not kept.
/// At most [#MOST], those used last. Thread-safe.
final class TargetTlsPolicies {

    private static final int MOST = 128;

    private final TargetAuthority authority;
    private final Map<Made, TargetTlsPolicy> policies = new LinkedHashMap<>(16, 0.75f, true);

    TargetTlsPolicies(TargetAuthority authority) {
        this.authority = authority;
    }

    /// What a policy was made from.
    private record Made(
            TargetTls tls,
            ClientIdentity identity,
            List<FileState> files,
            List<X509Certificate> roots) {}

    /// What changes whenever a file is written or replaced.
    private record FileState(Path file, FileTime modified, long size, @Nullable Object inode) {

        static FileState of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileState(file, now.lastModifiedTime(), now.size(), now.fileKey());
        }
    }

    /// What the target's certificate must be. Blocks.
    ///
    /// @param role the database role that logs in
    TargetTlsPolicy policy(TargetTls tls, TargetLogin login, String role)
            throws IOException, GeneralSecurityException {
        if (tls.mode() == TargetTls.Mode.DISABLE
                || login.identity() instanceof ClientIdentity.Issued) {
            return TargetTlsPolicy.load(tls, login, role, authority);
        }
        // Looked at before the files are read: a policy that is older than they are is made again.
        Made made = made(tls, login.identity());
        synchronized (this) {
            TargetTlsPolicy known = policies.get(made);
            if (known != null) {
                return known;
            }
        }
        TargetTlsPolicy policy = TargetTlsPolicy.load(tls, login, role, authority);
        synchronized (this) {
            policies.put(made, policy);
            while (policies.size() > MOST) {
                policies.remove(policies.keySet().iterator().next());
            }
        }
        return policy;
    }

    private Made made(TargetTls tls, ClientIdentity identity) throws IOException {
        List<FileState> files = new ArrayList<>();
        if (tls.caFile() != null) {
            files.add(FileState.of(tls.caFile()));
        }
        if (identity instanceof ClientIdentity.Files(Path certificate, Path key)) {
            files.add(FileState.of(certificate));
            files.add(FileState.of(key));
        }
        return new Made(
                tls, identity, files, tls.trustsAuthority() ? authority.roots() : List.of());
    }
}
