package dev.postern.broker.target;

import dev.postern.broker.record.Durability;

import java.util.List;
import java.util.Map;

/// A database server behind the broker.
///
/// @param name            its name in certificates, requests and recordings: `[a-z0-9][a-z0-9-]{0,62}`
/// @param labels          for roles to select by
/// @param hosts           tried in order, at least one
/// @param tls             how the connection to it is protected
/// @param databases       names that may be asked for; an entry `*` allows any
/// @param logins          how the broker logs in, by database role
/// @param options         everything that has a default
public record Target(
        String name,
        Map<String, String> labels,
        List<Host> hosts,
        TargetTls tls,
        List<String> databases,
        List<TargetLogin> logins,
        Durability durability,
        TargetOptions options) {

    public Target {
        labels = Map.copyOf(labels);
        hosts = List.copyOf(hosts);
        databases = List.copyOf(databases);
        logins = List.copyOf(logins);
    }

    /// A target with [TargetOptions#NONE].
    public Target(
            String name,
            Map<String, String> labels,
            List<Host> hosts,
            TargetTls tls,
            List<String> databases,
            List<TargetLogin> logins,
            Durability durability) {
        this(name, labels, hosts, tls, databases, logins, durability, TargetOptions.NONE);
    }

    /// A host name or address and a TCP port.
    public record Host(String name, int port) {

        @Override
        public String toString() {
            return name.indexOf(':') < 0 ? name + ":" + port : "[" + name + "]:" + port;
        }
    }
}
