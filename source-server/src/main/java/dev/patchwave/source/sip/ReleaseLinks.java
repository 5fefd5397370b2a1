package dev.patchwave.source.sip;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalLimits;
import dev.patchwave.signal.sip.NotifyContent;
import dev.patchwave.source.core.CacheSite;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.FillTask;
import dev.patchwave.source.core.Offer;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.HolderId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns what the campaigns decide into signals, which name a manifest by its address, sequence and size. Any thread. */
public final class ReleaseLinks {
    private static final int MADE_LIMIT_CONTENTS = 4_096;

    private final ReleaseStore releases;
    private final CacheSites caches;
    private final Supplier<URI> sourceUri;

    /** All that a content is made of; the release itself never changes. */
    private record Told(
            CampaignId campaign, ReleaseId release, Optional<HolderId> cache, Duration effectiveBy, Duration spread) {}

    private final Map<Told, NotifyContent> made = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Told, NotifyContent> eldest) {
            return size() > MADE_LIMIT_CONTENTS;
        }
    };

    /** @param sourceUri base of our own data plane, as others reach it; asked each time */
    public ReleaseLinks(ReleaseStore releases, CacheSites caches, Supplier<URI> sourceUri) {
        this.releases = releases;
        this.caches = caches;
        this.sourceUri = sourceUri;
    }

    /** What a client is told; empty when the release is gone from the store. */
    Optional<Signal.ReleaseAvailable> available(Offer offer, Instant now) {
        return releases.find(offer.release())
                .map(held -> new Signal.ReleaseAvailable(
                        offer.release(),
                        held.manifest().sequence(),
                        manifestUri(offer),
                        held.signed().envelope().length,
                        offer.immediate() ? Duration.ZERO : untilDeadline(offer, now),
                        offer.spread(),
                        Optional.of(offer.campaign())));
    }

    /** What the NOTIFY to a client says: the same for all clients of a cache, so it is made once for many. */
    Optional<NotifyContent> content(Offer offer, Instant now) {
        if (releases.find(offer.release()).isEmpty()) {
            return Optional.empty();
        }
        var told = new Told(
                offer.campaign(),
                offer.release(),
                offer.cache(),
                offer.immediate() ? Duration.ZERO : untilDeadline(offer, now),
                offer.spread());
        synchronized (made) {
            NotifyContent known = made.get(told);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<NotifyContent> content = available(offer, now).map(NotifyContent::of);
        content.ifPresent(fresh -> {
            synchronized (made) {
                made.put(told, fresh);
            }
        });
        return content;
    }

    /** What a client without subscription is told. */
    Optional<Signal> message(Offer offer, Instant now) {
        if (!offer.immediate()) {
            return available(offer, now).map(signal -> signal);
        }
        return releases.find(offer.release()).map(held -> forced(offer, held));
    }

    Optional<NotifyContent> content(FillTask task) {
        return releases.find(task.release())
                .map(held -> NotifyContent.of(new Signal.FillOrder(
                        task.release(),
                        held.manifest().sequence(),
                        manifestUri(sourceUri.get(), task.release()),
                        task.campaign())));
    }

    private Signal forced(Offer offer, SegmentStore held) {
        return new Signal.ForceUpgrade(
                offer.campaign(),
                held.manifest().sequence(),
                offer.release(),
                manifestUri(offer),
                offer.spread(),
                offer.deadline());
    }

    private URI manifestUri(Offer offer) {
        URI base = offer.cache().flatMap(caches::cache).map(CacheSite::uri).orElseGet(sourceUri);
        return manifestUri(base, offer.release());
    }

    private static URI manifestUri(URI base, ReleaseId release) {
        return base.resolve("/v1/releases/" + release + "/manifest");
    }

    private static Duration untilDeadline(Offer offer, Instant now) {
        long seconds = Math.clamp(
                Duration.between(now, offer.deadline()).toSeconds(), 0, SignalLimits.MAX_DEADLINE.toSeconds());
        return Duration.ofSeconds(seconds);
    }
}
