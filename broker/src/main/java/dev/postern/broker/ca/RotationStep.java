package dev.postern.broker.ca;

/// What somebody does to a rotation.
public enum RotationStep {
    START,
    NEXT,
    ROLLBACK
}
