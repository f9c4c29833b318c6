package dev.postern.broker.retention;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// What failed of several things that do not wait for each other. Not thread-safe.
final class Failures {

    private @Nullable IOException first;

    /// One of the things; says whether it was done.
    interface Task {
        boolean run() throws IOException;
    }

    /// Does `task`, or keeps its failure for [#raise].
    ///
    /// @return whether it was done
    boolean tried(Task task) {
        try {
            return task.run();
        } catch (IOException e) {
            IOException before = first;
            if (before == null) {
                first = e;
            } else {
                before.addSuppressed(e);
            }
            return false;
        }
    }

    /// Throws the first failure, with the others behind it, if there is one.
    void raise() throws IOException {
        IOException failure = first;
        if (failure != null) {
            throw failure;
        }
    }
}
