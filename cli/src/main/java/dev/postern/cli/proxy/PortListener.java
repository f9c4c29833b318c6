package dev.postern.cli.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A port of 127.0.0.1.
final class PortListener implements LocalListener {

    private static final int START_MILLIS = 30_000;

    private final ServerSocket socket;

    private PortListener(ServerSocket socket) {
        this.socket = socket;
    }

    static PortListener open(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(
                    new InetSocketAddress(
                            InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new PortListener(socket);
    }

    @Override
    public Client accept() throws IOException {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        client.setSoTimeout(START_MILLIS);
        return new PortClient(client, Duplex.of(client));
    }

    @Override
    public boolean isOpen() {
        return !socket.isClosed();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private record PortClient(Socket socket, Duplex streams) implements Client {

        @Override
        public boolean mayBeOurs() throws IOException {
            return !PeerOwner.canTell() || PeerOwner.isOurs(socket);
        }

        @Override
        public void started() throws IOException {
            socket.setSoTimeout(0);
        }

        @Override
        public InputStream in() throws IOException {
            return streams.in();
        }

        @Override
        public OutputStream out() throws IOException {
            return streams.out();
        }

        @Override
        public void endInput() throws IOException {
            streams.endInput();
        }

        @Override
        public void endOutput() throws IOException {
            streams.endOutput();
        }

        @Override
        public void close() throws IOException {
            streams.close();
        }
    }
}
