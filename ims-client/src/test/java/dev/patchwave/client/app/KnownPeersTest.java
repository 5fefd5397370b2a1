package dev.patchwave.client.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownPeersTest {
    private final KnownPeers peers = new KnownPeers();

    @Test
    void whoSentAWrongSegmentStaysForgottenWhateverSwarmNamesHim() {
        peers.met(peer(1));
        peers.met(peer(2));

        peers.forget(peer(1).id());
        peers.met(peer(1));

        assertEquals(List.of(peer(2)), peers.next(5));
    }

    @Test
    void ofThoseWhoWereForgottenOnlyTheLastAreKept() {
        for (int i = 0; i <= KnownPeers.MAX_PEERS_FORGOTTEN; i++) {
            peers.forget(peer(i).id());
        }

        peers.met(peer(1));
        assertEquals(List.of(), peers.next(5));
        peers.met(peer(0));
        assertEquals(List.of(peer(0)), peers.next(5));
    }

    private static Holder peer(int number) {
        return new Holder(
                new HolderId("p-" + number), HolderKind.PEER, URI.create("http://192.0.2.1:" + (1000 + number)));
    }
}
