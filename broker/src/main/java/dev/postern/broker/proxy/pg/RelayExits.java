package dev.postern.broker.proxy.pg;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/// What a relay needs from outside to end a session.
///
/// @param cancel asks the target to cancel the running statement
/// @param probe  a whole message that a client may get at any time and that tells it nothing new
/// @param ended  is told once, with the reason and its text; the recording is still open
record RelayExits(Runnable cancel, ByteBuffer probe, BiConsumer<String, String> ended) {}
