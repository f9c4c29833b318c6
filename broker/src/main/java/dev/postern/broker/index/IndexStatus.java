package dev.postern.broker.index;

import java.time.Duration;

/// How far the index is behind the recordings.
///
/// @param waiting  recordings with news that are not in the index yet
/// @param behind   how long ago the oldest of these news came; zero if there is none
/// @param indexed  statements indexed since the start
/// @param failures recordings whose latest news could not be indexed
public record IndexStatus(int waiting, Duration behind, long indexed, int failures) {}
