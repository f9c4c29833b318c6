package dev.postern.broker.notify;

import dev.postern.broker.policy.Network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses a webhook may lead to: those of the public Internet, and the networks that the configuration names.
///
/// Whoever can have a webhook changed could else make the broker speak to what only the broker can reach: the metadata
/// service of a cloud, an administration port of this machine. The address that was judged is the one that is dialled,
/// so that a name that changes its address in between gains nothing.
final class AddressRules {

    /// What is not the public Internet, besides what [InetAddress] knows itself. Source: the IANA registries of special-purpose
    /// addresses (RFC 6890); those that carry an IPv4 address inside count as a whole.
    private static final List<Network> SPECIAL =
            Stream.of(
                            "0.0.0.0/8",
                            "100.64.0.0/10",
                            "192.0.0.0/24",
                            "192.0.2.0/24",
                            "192.88.99.0/24",
                            "198.18.0.0/15",
                            "198.51.100.0/24",
                            "203.0.113.0/24",
                            "240.0.0.0/4",
                            "::/96",
                            "64:ff9b::/96",
                            "64:ff9b:1::/48",
                            "100::/64",
                            "2001::/23",
                            "2001:db8::/32",
                            "2002::/16",
                            "fc00::/7",
                            "fec0::/10")
                    .map(Network::parse)
                    .toList();

    private final List<Network> allowed;

    /// @param allowed networks that are no public ones, and may be dialled all the same
    AddressRules(List<Network> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /// The address to dial for a host. Blocks.
    ///
    /// @throws IOException if it has none, or one of them may not be dialled
    InetAddress address(String host) throws IOException {
        InetAddress[] found;
        try {
            found = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new IOException("the name " + host + " has no address", e);
        }
        for (InetAddress address : found) {
            if (!mayBeDialled(address)) {
                throw new IOException(
                        host
                                + " is at "
                                + address.getHostAddress()
                                + ", which is no public address; if it is meant, add its network to"
                                + " notify.allow-networks");
            }
        }
        return found[0];
    }

    /// Whether it is public, or in a network that the configuration names.
    boolean mayBeDialled(InetAddress address) {
        return isNamed(address) || isPublic(address);
    }

    /// Whether it is in a network that the configuration names.
    boolean isNamed(InetAddress address) {
        return isIn(allowed, address);
    }

    private static boolean isPublic(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && !isIn(SPECIAL, address);
    }

    private static boolean isIn(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(n -> n.contains(address.getHostAddress()));
    }
}
