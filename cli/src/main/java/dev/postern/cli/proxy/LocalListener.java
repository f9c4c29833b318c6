package dev.postern.cli.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/// Where programs of this machine connect to a [LocalProxy].
interface LocalListener extends Closeable {

    /// Waits for the next connection. The caller closes it.
    Client accept() throws IOException;

    boolean isOpen();

    /// Listens on `port` of 127.0.0.1 and nowhere else.
    ///
    /// @param port 0 for any free one
    static LocalListener onPort(int port) throws IOException {
        return PortListener.open(port);
    }

    /// Listens on the Unix socket that libpq looks for: `.s.PGSQL.PORT` in `folder`.
    static LocalListener onSocket(Path folder, int port) throws IOException {
        return UnixSocketListener.open(folder, port);
    }

    /// A program that connected.
    interface Client extends Duplex {

        /// Whether the user who runs this program runs that one too, or the system does not say.
        boolean mayBeOurs() throws IOException;

        /// Its start-up packet has come: from now on it may be silent for as long as it likes.
        void started() throws IOException;
    }
}
