package dev.postern.keys;

/// A source of unpredictable bytes.
@FunctionalInterface
public interface RandomBytes {

    /// `count` unpredictable bytes in a fresh array.
    byte[] bytes(int count);
}
