package dev.patchwave.source.sip;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.source.core.CacheSite;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.Whose;
import dev.patchwave.source.token.TokenOffice;
import dev.patchwave.store.ReleaseStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Gives fetch tokens to caches and clients that ask for one by MESSAGE, in a header of the 200, since that may have no body (RFC 3428 7). Who asks was
 * authenticated before. Any thread; nothing is signed on the caller's.
 */
public final class TokenDesk {
    private static final Duration COME_BACK = Duration.ofSeconds(5);

    private final Optional<TokenOffice> office;
    private final ReleaseStore releases;
    private final CacheSites caches;
    private final Predicate<ReleaseId> stopped;
    private final Function<InstanceId, CompletableFuture<Optional<Whose>>> whose;

    /**
     * @param office empty: no tokens are given here
     * @param whose tells who registered or subscribed with an instance and where, empty when nobody did
     */
    public TokenDesk(
            Optional<TokenOffice> office,
            ReleaseStore releases,
            CacheSites caches,
            Predicate<ReleaseId> stopped,
            Function<InstanceId, CompletableFuture<Optional<Whose>>> whose) {
        this.office = office;
        this.releases = releases;
        this.caches = caches;
        this.stopped = stopped;
        this.whose = whose;
    }

    /** Completed with the answer, never exceptionally. */
    CompletableFuture<SipResponse> answer(SubscriberId sender, Signal.TokenAsk ask) {
        if (office.isEmpty()) {
            return CompletableFuture.completedFuture(SipResponse.of(400, "no tokens are given here"));
        }
        if (releases.find(ask.release()).isEmpty() || stopped.test(ask.release())) {
            return CompletableFuture.completedFuture(
                    SipResponse.of(400, "release " + ask.release() + " is not to be fetched here"));
        }
        return caches.cache(sender)
                .map(cache -> CompletableFuture.supplyAsync(() -> given(cache, ask)))
                .orElseGet(() -> given(sender, ask))
                .exceptionally(failure -> SipResponse.later(COME_BACK));
    }

    /** A token speaks for its device in swarms and resume calls, so that it is for nobody but who has the device. */
    private CompletableFuture<SipResponse> given(SubscriberId sender, Signal.TokenAsk ask) {
        return whose.apply(ask.instance())
                .thenApplyAsync(
                        known -> known.filter(device -> device.subscriber().equals(sender))
                                .map(device -> given(office.orElseThrow()
                                        .forInstance(ask.instance(), ask.release(), device.domain())))
                                .orElseGet(() -> SipResponse.of(403, "the instance is not registered by who asks")),
                        ForkJoinPool.commonPool());
    }

    private SipResponse given(CacheSite cache, Signal.TokenAsk ask) {
        var open = office.orElseThrow();
        return given(ask.reports() ? open.forReports(cache, ask.release()) : open.forCache(cache, ask.release()));
    }

    private static SipResponse given(String token) {
        return SipResponse.of(200).with(Signal.TokenAsk.TOKEN_HEADER, token);
    }
}
