package dev.postern.cli.command;

/// A command that changes one thing, at the broker or in the profile: it has `--dry-run`.
///
/// It asks the broker for one change at most, behind all its own checks, so that [dev.postern.cli.api.WouldAsk] tells all
/// of it. What it changes itself it leaves as it is where [CommandContext#isDryRun] says so.
public interface Change extends Verb {}
