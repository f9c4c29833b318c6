package dev.postern.bench;

/// One measurement.
///
/// @param cpu       of the process between without its index, per 1,000 queries, per GB or per connection: milliseconds
///                  or seconds; what it does behind the run belongs to it
/// @param index     as `cpu`, what the broker's search index takes, whenever it does; 0 for others
/// @param rate      queries or bytes a second
/// @param p50Micros at one client; 0 if not measured
/// @param p99Micros as `p50Micros`
/// @param foreign   CPUs that everything else on the machine was busy with: clients, server and strangers
record Sample(
        double cpu, double index, double rate, int p50Micros, int p99Micros, double foreign) {}
