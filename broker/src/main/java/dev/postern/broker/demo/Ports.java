package dev.postern.broker.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Free TCP ports on loopback.
final class Ports {

    private Ports() {}

    /// `preferred` if it is free, or another port that is.
    static int free(int preferred) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        try (ServerSocket probe = new ServerSocket(preferred, 1, loopback)) {
            return probe.getLocalPort();
        } catch (IOException taken) {
            try (ServerSocket probe = new ServerSocket(0, 1, loopback)) {
                return probe.getLocalPort();
            }
        }
    }
}
