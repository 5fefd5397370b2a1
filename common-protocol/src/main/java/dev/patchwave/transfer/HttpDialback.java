package dev.patchwave.transfer;

import dev.patchwave.http.FetcherLimits;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.Place;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects to a member and asks it for the head of something cheap: whatever HTTP answer comes within 2 s means that it is reachable.
 *
 * <p>Dials each time that it is asked; {@link Reachability} remembers. Any thread.
 */
public final class HttpDialback implements Dialback {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** For a fetcher that only dials: no connection is kept for long; one that hangs lives twice as long as its probe. */
    public static final FetcherLimits LIMITS =
            new FetcherLimits(1_024, 1, 4, 16 << 10, LIMIT, LIMIT, LIMIT, 1, LIMIT, Duration.ofMillis(200));

    private static final Logger LOG = LoggerFactory.getLogger(HttpDialback.class);

    private final HttpFetcher fetcher;

    /** @param fetcher one with {@link #LIMITS}; stays the caller's */
    public HttpDialback(HttpFetcher fetcher) {
        this.fetcher = fetcher;
    }

    @Override
    public void probe(HolderId member, Place place, Consumer<Boolean> answered) {
        var late = new HttpReply.Failed("no answer within " + LIMIT.toMillis() + " ms");
        var unused = fetcher.head(place.base().resolve("/healthz"), place.pin())
                .completeOnTimeout(late, LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(reply -> {
                    if (reply instanceof HttpReply.Failed(var reason)) {
                        LOG.atDebug()
                                .addKeyValue("holder", member)
                                .addKeyValue("reason", new Holder(member, HolderKind.PEER, place).named(reason))
                                .log("member not reachable");
                    }
                    answered.accept(reply instanceof HttpReply.Answered);
                });
    }
}
