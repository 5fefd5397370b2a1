package dev.patchwave.client.app;

import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Peers that were named to this client in the swarms of this run, so that they can be asked for what concerns no one release. Their
 * addresses stay in memory. Those who were asked are asked again last, so that one who lies is not met at each attempt. Any thread.
 */
final class KnownPeers {
    static final int MAX_PEERS_REMEMBERED = 32;

    private final LinkedHashMap<HolderId, Holder> peers = new LinkedHashMap<>(); // The next to ask first.

    /** Somebody new is asked first, for he is likely to be there still. */
    synchronized void met(Holder peer) {
        if (peers.replace(peer.id(), peer) == null) {
            peers.putFirst(peer.id(), peer);
            if (peers.size() > MAX_PEERS_REMEMBERED) {
                peers.pollLastEntry();
            }
        }
    }

    /** Whoever sent a wrong segment is not asked for anything else. */
    synchronized void forget(HolderId peer) {
        peers.remove(peer);
    }

    /** The next to ask, at most {@code limit}. */
    synchronized List<Holder> next(int limit) {
        var next = peers.values().stream().limit(limit).toList();
        next.forEach(peer -> peers.putLast(peer.id(), peer));
        return next;
    }
}
