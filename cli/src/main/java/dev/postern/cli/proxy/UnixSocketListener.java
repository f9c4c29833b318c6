package dev.postern.cli.proxy;

import jdk.net.ExtendedSocketOptions;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A Unix socket named as the PostgreSQL server names its own, for this user alone.
///
/// The file goes when the listener is closed. One that a killed program left behind is replaced; one that answers is
/// not.
final class UnixSocketListener implements LocalListener {

    private final ServerSocketChannel channel;
    private final Path file;

    private UnixSocketListener(ServerSocketChannel channel, Path file) {
        this.channel = channel;
        this.file = file;
    }

    /// @throws BindException if somebody listens there already, or the path is longer than the system takes
    static UnixSocketListener open(Path folder, int port) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        Path file = folder.resolve(".s.PGSQL." + port);
        removeIfDead(file);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(file));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        file.toFile().deleteOnExit();
        return new UnixSocketListener(channel, file);
    }

    private static void removeIfDead(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (SocketChannel alive = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            alive.connect(UnixDomainSocketAddress.of(file));
        } catch (ConnectException nobodyListens) {
            Files.delete(file);
            return;
        }
        throw new BindException("somebody listens there already");
    }

    @Override
    public Client accept() throws IOException {
        return new UnixClient(channel.accept());
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            Files.deleteIfExists(file);
        }
    }

    private record UnixClient(SocketChannel channel) implements Client {

        @Override
        public boolean mayBeOurs() throws IOException {
            if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
                return true; // the permissions of the file keep others away
            }
            return channel.getOption(ExtendedSocketOptions.SO_PEERCRED)
                    .user()
                    .getName()
                    .equals(System.getProperty("user.name"));
        }

        @Override
        public void started() {
            // A silent program of this user holds one of the places, and nobody else's.
        }

        @Override
        public InputStream in() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream out() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void endInput() throws IOException {
            channel.shutdownInput();
        }

        @Override
        public void endOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
