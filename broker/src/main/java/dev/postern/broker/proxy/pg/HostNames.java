package dev.postern.broker.proxy.pg;

import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// Compares the host that was dialled with the names in a certificate.
///
/// Only subject alternative names count. A `*` stands for exactly one whole label, the first, of a name with at least
/// three labels. Source: RFC 9525, sections 6.3 and 6.5.
final class HostNames {

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private HostNames() {}

    /// Whether `certificate` was issued for `host`, a DNS name or the text of an address.
    static boolean matches(X509Certificate certificate, String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return false;
            }
            for (List<?> name : names) {
                if (matches(name, host, address)) {
                    return true;
                }
            }
            return false;
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    private static boolean matches(List<?> name, String host, byte @Nullable [] address) {
        int kind = name.get(0) instanceof Integer number ? number : -1;
        if (!(name.get(1) instanceof String text)) {
            return false;
        }
        if (address != null) {
            return kind == IP_ADDRESS
                    && Arrays.equals(address, NetUtil.createByteArrayFromIpAddressString(text));
        }
        return kind == DNS_NAME
                && matchesName(text.toLowerCase(Locale.ROOT), host.toLowerCase(Locale.ROOT));
    }

    static boolean matchesName(String pattern, String host) {
        if (!pattern.startsWith("*.")) {
            return !pattern.isEmpty() && pattern.equals(host);
        }
        int dot = host.indexOf('.');
        String rest = pattern.substring(1);
        return dot > 0
                && rest.indexOf('.', 1) > 0
                && rest.indexOf('*') < 0
                && host.substring(dot).equals(rest);
    }
}
