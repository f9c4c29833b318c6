package dev.postern.broker.proxy.pg;

import io.netty.channel.Channel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// The connections that have not yet sent their start-up packet.
///
/// When there is one too many, it is not the newest that is turned away but the one of its address that has waited
/// longest: somebody who opens connections and stays silent keeps nobody else out for long. When all addresses
/// together are too many, the address with the most of them loses one. Thread-safe.
final class WaitingRoom {

    private final int mostOfAddress;
    private final int most;
    private final Map<String, SequencedSet<Channel>> waiting = new HashMap<>();
    private int count;

    WaitingRoom(EdgeLimits limits) {
        this.mostOfAddress = limits.waitingPerAddress();
        this.most = limits.waiting();
    }

    /// Lets `channel` in.
    ///
    /// @param host the client's address without port
    /// @return who has to leave for it; they are no longer counted
    synchronized List<Channel> enter(String host, Channel channel) {
        SequencedSet<Channel> ofHost = waiting.computeIfAbsent(host, _ -> new LinkedHashSet<>());
        ofHost.add(channel);
        count++;
        List<Channel> leaving = new ArrayList<>();
        if (ofHost.size() > mostOfAddress) {
            leaving.add(removeOldest(host));
        }
        if (count > most) {
            leaving.add(removeOldest(fullest()));
        }
        return leaving;
    }

    /// The connection waits no longer; does nothing if it had to leave before.
    synchronized void leave(String host, Channel channel) {
        SequencedSet<Channel> ofHost = waiting.get(host);
        if (ofHost != null && ofHost.remove(channel)) {
            count--;
            if (ofHost.isEmpty()) {
                waiting.remove(host);
            }
        }
    }

    private Channel removeOldest(String host) {
        SequencedSet<Channel> ofHost = waiting.get(host);
        if (ofHost == null) {
            throw new IllegalStateException("nobody waits at " + host);
        }
        Channel oldest = ofHost.getFirst();
        leave(host, oldest);
        return oldest;
    }

    private String fullest() {
        return Collections.max(
                        waiting.entrySet(),
                        Comparator.comparingInt((Map.Entry<String, SequencedSet<Channel>> e) ->
                                e.getValue().size()))
                .getKey();
    }
}
