package dev.postern.broker.record;

/// The errors of the kernel for pages of a mapping.
///
/// The virtual machine tells such an error, an `InternalError`, not where the page was touched but at the thread's next
/// poll. Compiled code may reach that poll only after the method that touched the page has returned, and so behind the
/// handler that was meant for it.
final class PageErrors {

    private static final Object POLLED = new Object();

    private PageErrors() {}

    /// Raises the error of a page that this thread touched before, if there is one; takes about 20 ns.
    ///
    /// @throws InternalError if the kernel could not give a page
    static void raise() {
        // A call of native code polls when it returns; what it answers does not matter.
        Thread.holdsLock(POLLED);
    }
}
