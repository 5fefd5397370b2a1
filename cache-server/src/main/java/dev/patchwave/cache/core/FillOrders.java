package dev.patchwave.cache.core;

import dev.patchwave.loop.Core;
import dev.patchwave.release.ReleaseId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Which releases a cache fills, and which it lets go when the disk is meant for newer ones.
 *
 * <pre>
 * Ordered -> (manifest) -> Filling -> Full        a manifest that cannot be had is asked for again, ever more slowly
 *    |           |            |         |
 *    |           +-- no room: waits for some, and tries again by itself
 *    +-- refused              +---------+-- evicted when a product has more than the kept number of releases, or for want of room
 * </pre>
 *
 * <p>Pure. An order that is known already starts nothing twice. Eviction takes the lowest sequence of a product and never the
 * newest, so a cache cannot fill its disk with the past (a complaint about others: kraken#221); what is pinned stays until it is not.
 */
public final class FillOrders implements Core<FillEvent, FillEffect> {
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration MAX_RETRY = Duration.ofSeconds(30);

    private enum Stage {
        ASKING,
        WAITING,
        WITHOUT_ROOM,
        FILLING,
        FULL
    }

    private record Fill(long sequence, URI manifestUri, Stage stage, int attempts, Instant retryAt) {
        Fill in(Stage next) {
            return new Fill(sequence, manifestUri, next, attempts, retryAt);
        }
    }

    private final int keptReleasesPerProduct;
    private final Set<ReleaseId> always;
    private final RandomGenerator random;
    private final Map<ReleaseId, Fill> fills = new TreeMap<>();
    private final Set<ReleaseId> pinned = new TreeSet<>();

    /**
     * Holds nothing yet.
     *
     * @param keptReleasesPerProduct 1 or more
     * @param always what the operator pinned
     */
    public FillOrders(int keptReleasesPerProduct, Set<ReleaseId> always, RandomGenerator random) {
        this.keptReleasesPerProduct = keptReleasesPerProduct;
        this.always = Set.copyOf(always);
        this.random = random;
    }

    @Override
    public List<FillEffect> on(FillEvent event, Instant now) {
        return switch (event) {
            case FillEvent.Ordered ordered -> take(ordered, now);
            case FillEvent.Restored(var release, var sequence, var full) -> restore(release, sequence, full, now);
            case FillEvent.ManifestKept(var release) -> fill(release);
            case FillEvent.ManifestUnavailable(var release, var reason) -> retryLater(release, now);
            case FillEvent.ManifestRefused(var release, var reason) -> refuse(release, reason);
            case FillEvent.NoRoom(var release, var reason) -> waitForRoom(release, now);
            case FillEvent.Evicted(var release) -> forget(release);
            case FillEvent.RoomMade() -> tryAgain(now);
            case FillEvent.Pinned(var release, var wanted) -> pin(release, wanted);
            case FillEvent.Filled(var release) -> full(release);
            case FillEvent.DeadlinePassed() -> retry(now);
        };
    }

    @Override
    public Optional<Instant> nextDeadline() {
        return fills.values().stream()
                .filter(FillOrders::isWaiting)
                .map(Fill::retryAt)
                .min(Instant::compareTo);
    }

    @Override
    public FillEvent deadlinePassed() {
        return new FillEvent.DeadlinePassed();
    }

    private List<FillEffect> take(FillEvent.Ordered ordered, Instant now) {
        if (fills.containsKey(ordered.release())) {
            return List.of();
        }
        if (isPast(ordered.release(), ordered.sequence())) {
            return List.of(new FillEffect.Refuse(ordered.release(), "older than the releases that this cache keeps"));
        }
        fills.put(ordered.release(), new Fill(ordered.sequence(), ordered.manifestUri(), Stage.ASKING, 0, now));
        return List.of(new FillEffect.FetchManifest(ordered.release(), ordered.manifestUri()));
    }

    private List<FillEffect> restore(ReleaseId release, long sequence, boolean full, Instant now) {
        pinned.add(release); // Until the source has said whether anybody wants it.
        fills.put(release, new Fill(sequence, URI.create(""), full ? Stage.FULL : Stage.FILLING, 0, now));
        return withEvictions(full ? new FillEffect.Serve(release) : new FillEffect.StartFill(release), release);
    }

    private List<FillEffect> fill(ReleaseId release) {
        if (!isIn(release, Stage.ASKING)) {
            return List.of();
        }
        fills.compute(release, (id, fill) -> fill.in(Stage.FILLING));
        return withEvictions(new FillEffect.StartFill(release), release);
    }

    private List<FillEffect> full(ReleaseId release) {
        fills.computeIfPresent(release, (id, fill) -> fill.in(Stage.FULL));
        return List.of();
    }

    private List<FillEffect> retryLater(ReleaseId release, Instant now) {
        return waitIn(Stage.WAITING, release, now);
    }

    /** Others may make room, so it is tried again, also when nobody says so. */
    private List<FillEffect> waitForRoom(ReleaseId release, Instant now) {
        return waitIn(Stage.WITHOUT_ROOM, release, now);
    }

    private List<FillEffect> waitIn(Stage stage, ReleaseId release, Instant now) {
        if (isIn(release, Stage.ASKING)) {
            fills.compute(release, (id, fill) -> {
                var wait = jittered(fill.attempts());
                return new Fill(fill.sequence(), fill.manifestUri(), stage, fill.attempts() + 1, now.plus(wait));
            });
        }
        return List.of();
    }

    private List<FillEffect> tryAgain(Instant now) {
        fills.replaceAll((release, fill) -> fill.stage() == Stage.WITHOUT_ROOM
                ? new Fill(fill.sequence(), fill.manifestUri(), fill.stage(), 0, now)
                : fill);
        return retry(now);
    }

    private List<FillEffect> forget(ReleaseId release) {
        fills.remove(release);
        pinned.remove(release);
        return List.of();
    }

    private List<FillEffect> pin(ReleaseId release, boolean wanted) {
        if (wanted) {
            pinned.add(release);
            return List.of();
        }
        return pinned.remove(release) ? evictions(release) : List.of();
    }

    private static boolean isWaiting(Fill fill) {
        return fill.stage() == Stage.WAITING || fill.stage() == Stage.WITHOUT_ROOM;
    }

    private List<FillEffect> retry(Instant now) {
        var effects = new ArrayList<FillEffect>();
        fills.replaceAll((release, fill) -> {
            if (!isWaiting(fill) || fill.retryAt().isAfter(now)) {
                return fill;
            }
            effects.add(new FillEffect.FetchManifest(release, fill.manifestUri()));
            return fill.in(Stage.ASKING);
        });
        return effects;
    }

    private List<FillEffect> refuse(ReleaseId release, String reason) {
        fills.remove(release);
        return List.of(new FillEffect.Refuse(release, reason));
    }

    private boolean isIn(ReleaseId release, Stage stage) {
        var fill = fills.get(release);
        return fill != null && fill.stage() == stage;
    }

    /** Jitter after the clamp: waits at the cap must differ too, or the herd comes back together (fleetdm/fleet#53357). */
    private Duration jittered(int attempts) {
        long cap = Math.min(MAX_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(attempts, 16));
        return Duration.ofMillis(cap / 2 + random.nextLong(cap / 2 + 1));
    }

    private boolean isPast(ReleaseId release, long sequence) {
        return keptOf(release).stream()
                        .filter(kept -> fills.get(kept).sequence() > sequence)
                        .count()
                >= keptReleasesPerProduct;
    }

    private List<FillEffect> withEvictions(FillEffect first, ReleaseId release) {
        var effects = new ArrayList<>(evictions(release));
        if (fills.containsKey(release)) {
            effects.add(first);
        }
        return effects;
    }

    /** Of the releases of the same product, the oldest beyond the kept number; a pinned one counts, but stays. */
    private List<FillEffect> evictions(ReleaseId release) {
        var effects = new ArrayList<FillEffect>();
        var kept = keptOf(release);
        for (var oldest : kept.subList(0, Math.max(0, kept.size() - keptReleasesPerProduct))) {
            if (!pinned.contains(oldest) && !always.contains(oldest)) {
                fills.remove(oldest);
                effects.add(new FillEffect.Evict(oldest));
            }
        }
        return effects;
    }

    /** The releases of the same product, oldest first. */
    private List<ReleaseId> keptOf(ReleaseId release) {
        return fills.keySet().stream()
                .filter(other -> other.product().equals(release.product()))
                .sorted((a, b) ->
                        Long.compare(fills.get(a).sequence(), fills.get(b).sequence()))
                .toList();
    }
}
