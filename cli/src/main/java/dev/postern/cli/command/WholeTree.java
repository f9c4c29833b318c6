package dev.postern.cli.command;

/// A command that needs all others to be known, because it is about them.
public interface WholeTree {}
