package dev.postern.cli.db;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Runs a program that has the terminal for itself.
///
/// The terminal sends Ctrl-C to the program as well as to this process; the program decides what it means, so this
/// process takes it and does nothing. When this process is told to end, so is the program.
final class Foreground {

    private Foreground() {}

    /// Starts the program and waits for it; returns its exit code, 128 and the signal's number if one ended it.
    static int run(ProcessBuilder builder) throws IOException {
        takeInterrupts();
        Process process = builder.start();
        Thread end = new Thread(process::destroy, "end-program");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while psql ran");
        }
    }

    /// Handles SIGINT by doing nothing. A handler, unlike ignoring it, is not inherited by the program.
    ///
    /// By reflection: the compiler warns of every direct use of `sun.misc.Signal`, and there is no other way.
    private static void takeInterrupts() throws IOException {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object nothing =
                    MethodHandleProxies.asInterfaceInstance(
                            handler,
                            MethodHandles.empty(MethodType.methodType(void.class, signal)));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), nothing);
        } catch (ReflectiveOperationException e) {
            throw new IOException("Ctrl-C cannot be left to psql on this Java runtime: " + e, e);
        }
    }
}
