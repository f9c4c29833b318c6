package dev.postern.cli.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// A connection whose two directions end one by one. One thread may read while another writes.
interface Duplex extends Closeable {

    InputStream in() throws IOException;

    OutputStream out() throws IOException;

    /// Reads no more: what a thread waits for is the end of the stream.
    void endInput() throws IOException;

    /// Writes no more: the other side reads the end of the stream.
    void endOutput() throws IOException;

    /// A TCP or TLS connection.
    static Duplex of(Socket socket) {
        return new Duplex() {
            @Override
            public InputStream in() throws IOException {
                return socket.getInputStream();
            }

            @Override
            public OutputStream out() throws IOException {
                return socket.getOutputStream();
            }

            @Override
            public void endInput() throws IOException {
                socket.shutdownInput();
            }

            @Override
            public void endOutput() throws IOException {
                socket.shutdownOutput();
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }
}
