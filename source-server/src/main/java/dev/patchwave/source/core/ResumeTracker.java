package dev.patchwave.source.core;

import dev.patchwave.loop.Core;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.Holder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each instance has completed of each release, so that one that lost the service goes on with only the segments it lacks
 * (TR 22.906 5.3, step 5). The instance's own word counts most, since it has the bytes; what caches forwarded helps one that
 * lost its memory. Forgets an instance that installed, and whatever did not change for long.
 *
 * <p>Pure; see {@link Core}. Hand the kept records to the constructor after a restart.
 */
public final class ResumeTracker implements Core<ResumeEvent, ResumeEffect> {
    /**
     * How much is remembered.
     *
     * @param maxRecords beyond which the one that did not change for longest is forgotten
     * @param timeToLive without a change
     */
    public record Limits(int maxRecords, Duration timeToLive) {
        public static final Limits DEFAULT = new Limits(20_000_000, Duration.ofDays(14));
    }

    private record Key(InstanceId instance, ReleaseId release) {}

    private record Known(Bitfield owned, Instant changed) {}

    private final Limits limits;
    private final Map<Key, Known> known = new LinkedHashMap<>(); // Longest without a change first.

    public ResumeTracker(Limits limits, Collection<ResumeRecord> kept) {
        this.limits = limits;
        kept.stream()
                .sorted(Comparator.comparing(ResumeRecord::changed)
                        .thenComparing(ResumeRecord::instance)
                        .thenComparing(ResumeRecord::release))
                .forEach(record -> known.put(
                        new Key(record.instance(), record.release()), new Known(record.owned(), record.changed())));
    }

    @Override
    public List<ResumeEffect> on(ResumeEvent event, Instant now) {
        var out = new ArrayList<ResumeEffect>();
        switch (event) {
            case ResumeEvent.Progressed(var instance, var release, var owned) ->
                progressed(new Key(instance, release), owned, now, out);
            case ResumeEvent.Asked asked -> asked(asked, now, out);
            case ResumeEvent.Installed(var instance, var release) -> forget(new Key(instance, release), out);
            case ResumeEvent.DeadlinePassed() -> forgetOld(now, out);
        }
        return out;
    }

    @Override
    public Optional<Instant> nextDeadline() {
        return known.values().stream()
                .findFirst()
                .map(oldest -> oldest.changed().plus(limits.timeToLive()));
    }

    @Override
    public ResumeEvent deadlinePassed() {
        return new ResumeEvent.DeadlinePassed();
    }

    /** What caches forward may come late and out of order, so it only ever adds. */
    private void progressed(Key key, Bitfield owned, Instant now, List<ResumeEffect> out) {
        Bitfield before = owned(key, owned.size());
        Bitfield after = before.union(owned);
        if (after.count() > before.count()) {
            remember(key, after, now, out);
        }
    }

    private void asked(ResumeEvent.Asked asked, Instant now, List<ResumeEffect> out) {
        var key = new Key(asked.instance(), asked.release());
        Bitfield before = owned(key, asked.segmentCount());
        Bitfield owned = asked.claimed().orElse(before);
        if (!owned.equals(before)) {
            remember(key, owned, now, out);
        }
        Bitfield missing = owned.complement();
        out.add(new ResumeEffect.Answer(
                missing,
                asked.holdings().stream()
                        .filter(holding -> !holding.owned().and(missing).isEmpty())
                        .map(holding -> holding.seenFrom(asked.domain()))
                        .sorted(Comparator.comparing(Holder::kind)) // The ladder is the order of the kinds.
                        .toList(),
                asked.ticket()));
    }

    private Bitfield owned(Key key, int segmentCount) {
        Known remembered = known.get(key);
        return remembered != null && remembered.owned().size() == segmentCount
                ? remembered.owned()
                : Bitfield.empty(segmentCount);
    }

    private void remember(Key key, Bitfield owned, Instant now, List<ResumeEffect> out) {
        known.remove(key); // So that it goes to the end of the row.
        known.put(key, new Known(owned, now));
        out.add(new ResumeEffect.Remember(new ResumeRecord(key.instance(), key.release(), owned, now)));
        if (known.size() > limits.maxRecords()) {
            forget(known.keySet().iterator().next(), out);
        }
    }

    private void forget(Key key, List<ResumeEffect> out) {
        if (known.remove(key) != null) {
            out.add(new ResumeEffect.Forget(key.instance(), key.release()));
        }
    }

    private void forgetOld(Instant now, List<ResumeEffect> out) {
        Instant tooOld = now.minus(limits.timeToLive());
        known.entrySet().stream()
                .takeWhile(entry -> !entry.getValue().changed().isAfter(tooOld))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(key -> forget(key, out));
    }
}
