package dev.patchwave.client.app;

import dev.patchwave.http.HttpFetcher;
import dev.patchwave.trust.follow.FetchedMetadata;
import dev.patchwave.trust.tuf.client.Mirror;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a client asks for the metadata of its repository: its own cache, peers, the caches of other domains, and the source, which
 * costs the operator most, last; never the source where none is configured. None of them is trusted. Any thread.
 */
final class MetadataLadder {
    static final int MAX_PEERS_ASKED = 3;
    static final int MAX_OTHER_CACHES_ASKED = 4;

    private final HttpFetcher fetcher;
    private final Swarms swarms;
    private final Optional<URI> source;

    /** @param source base of the source's data plane */
    MetadataLadder(HttpFetcher fetcher, Swarms swarms, Optional<URI> source) {
        this.fetcher = fetcher;
        this.swarms = swarms;
        this.source = source;
    }

    /**
     * For one update that begins soon.
     *
     * @param own any URI of the data plane that the order named
     */
    List<Mirror> from(URI own) {
        var ladder = new ArrayList<Mirror>();
        ladder.add(new FetchedMetadata(fetcher, own));
        swarms.peers().next(MAX_PEERS_ASKED).forEach(peer -> ladder.add(FetchedMetadata.ofPeer(fetcher, peer)));
        Set<String> asked = new HashSet<>(Set.of(own.getRawAuthority()));
        source.map(URI::getRawAuthority).ifPresent(asked::add); // It is the last, whoever names it.
        swarms.otherCaches().stream()
                .filter(cache -> asked.add(cache.getRawAuthority()))
                .limit(MAX_OTHER_CACHES_ASKED)
                .forEach(cache -> ladder.add(new FetchedMetadata(fetcher, cache)));
        source.filter(last -> !last.getRawAuthority().equals(own.getRawAuthority()))
                .ifPresent(last -> ladder.add(new FetchedMetadata(fetcher, last)));
        return ladder;
    }
}
