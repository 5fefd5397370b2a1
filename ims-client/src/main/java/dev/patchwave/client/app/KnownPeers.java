package dev.patchwave.client.app;

import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Peers that were named to this client in the swarms of this run, so that they can be asked for what concerns no one release. Their
 * addresses stay in memory. Those who were asked are asked again last, so that one who lies is not met at each attempt. Any thread.
 */
final class KnownPeers {
    static final int MAX_PEERS_REMEMBERED = 32;
    static final int MAX_PEERS_FORGOTTEN = 1024;

    private final LinkedHashMap<HolderId, Holder> peers = new LinkedHashMap<>(); // The next to ask first.
    private final LinkedHashSet<HolderId> forgotten =
            new LinkedHashSet<>(); // The one who was forgotten longest ago first.

    /** Somebody new is asked first, for he is likely to be there still. Whoever was forgotten stays so, whatever swarm names him. */
    synchronized void met(Holder peer) {
        if (forgotten.contains(peer.id())) {
            return;
        }
        if (peers.replace(peer.id(), peer) == null) {
            peers.putFirst(peer.id(), peer);
            if (peers.size() > MAX_PEERS_REMEMBERED) {
                peers.pollLastEntry();
            }
        }
    }

    /** Whoever sent a wrong segment is not asked for anything else, as long as he is among the last of these. */
    synchronized void forget(HolderId peer) {
        peers.remove(peer);
        forgotten.addLast(peer);
        if (forgotten.size() > MAX_PEERS_FORGOTTEN) {
            forgotten.removeFirst();
        }
    }

    /** The next to ask, at most {@code limit}. */
    synchronized List<Holder> next(int limit) {
        var next = peers.values().stream().limit(limit).toList();
        next.forEach(peer -> peers.putLast(peer.id(), peer));
        return next;
    }
}
