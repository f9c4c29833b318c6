package dev.postern.broker.policy;

import java.net.InetAddress;
import java.util.Arrays;

/// Addresses that begin alike, such as `10.0.0.0/8` or `2001:db8::/32`.
public final class Network {

    private static final int BYTE_BITS = 8;

    private final byte[] base;
    private final int bits;
    private final String text;

    private Network(byte[] base, int bits, String text) {
        this.base = base;
        this.bits = bits;
        this.text = text;
    }

    /// Reads `ADDRESS` or `ADDRESS/BITS`; names are not looked up.
    ///
    /// @throws IllegalArgumentException if it is neither
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] base = bytes(slash < 0 ? text : text.substring(0, slash));
        int most = base.length * BYTE_BITS;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(bits + " bits of " + most);
        }
        return new Network(base, bits, text);
    }

    /// Whether `address` is in it; one that cannot be read is in none.
    public boolean contains(String address) {
        byte[] asked;
        try {
            asked = bytes(address);
        } catch (IllegalArgumentException _) {
            return false;
        }
        if (asked.length != base.length) {
            return false;
        }
        int whole = bits / BYTE_BITS;
        int rest = bits % BYTE_BITS;
        return Arrays.equals(asked, 0, whole, base, 0, whole)
                && (rest == 0
                        || (asked[whole] & 0xff) >> (BYTE_BITS - rest)
                                == (base[whole] & 0xff) >> (BYTE_BITS - rest));
    }

    private static byte[] bytes(String address) {
        int zone = address.indexOf('%');
        return InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone)).getAddress();
    }

    @Override
    public String toString() {
        return text;
    }
}
