package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The published releases by product and sequence: which one is the newest, and which one is above what somebody runs.
 *
 * <p>A version that was never published here has no sequence; every release of its product is above it, since a client that
 * already has more refuses by its own sequence. Not thread-safe; belongs to one core.
 */
public final class Releases {
    /**
     * One published release.
     *
     * @param sequence rising within a product
     * @param withdrawn whether it is no longer told to anybody
     */
    public record Published(ReleaseId release, long sequence, boolean withdrawn) {}

    /** What became of the attempt to publish. */
    public enum Publication {
        ACCEPTED,
        /** The same release with the same sequence was there already. */
        KNOWN,
        /** Another release of the product has this sequence or a higher one; nobody would take this one. */
        SEQUENCE_NOT_ABOVE
    }

    private final Map<ReleaseId, Published> byId = new TreeMap<>();
    private final Map<String, NavigableMap<Long, Published>> byProduct = new TreeMap<>();
    private final Set<ReleaseId> stopped = new TreeSet<>();
    private boolean everythingStopped;

    /** Makes a release known. */
    public Publication publish(ReleaseId release, long sequence) {
        Published known = byId.get(release);
        if (known != null && known.sequence() == sequence) {
            return Publication.KNOWN;
        }
        var ofProduct = byProduct.computeIfAbsent(release.product(), product -> new TreeMap<>());
        if (known != null || (!ofProduct.isEmpty() && ofProduct.lastKey() >= sequence)) {
            return Publication.SEQUENCE_NOT_ABOVE;
        }
        keep(new Published(release, sequence, false));
        return Publication.ACCEPTED;
    }

    /** Takes back releases that were published before a restart, in any order. */
    public void restore(Published published) {
        keep(published);
    }

    /** From now on nobody is told of this release. False when it is not known. */
    public boolean withdraw(ReleaseId release) {
        Published known = byId.get(release);
        if (known == null) {
            return false;
        }
        keep(new Published(release, known.sequence(), true));
        return true;
    }

    /** Stops or resumes a release, or everything. */
    void stop(Optional<ReleaseId> release, boolean stops) {
        if (release.isEmpty()) {
            everythingStopped = stops;
        } else if (stops) {
            stopped.add(release.get());
        } else {
            stopped.remove(release.get());
        }
    }

    /** Whether nobody may be told of this release until it is resumed. */
    boolean isStopped(ReleaseId release) {
        return everythingStopped || stopped.contains(release);
    }

    /** A release that may be told to somebody; empty when unknown or withdrawn. */
    public Optional<Published> current(ReleaseId release) {
        return Optional.ofNullable(byId.get(release)).filter(published -> !published.withdrawn());
    }

    /** The release of this product with the highest sequence that is neither withdrawn nor stopped. */
    public Optional<Published> newest(String product) {
        return byProduct.getOrDefault(product, new TreeMap<>()).descendingMap().values().stream()
                .filter(published -> !published.withdrawn() && !isStopped(published.release()))
                .findFirst();
    }

    /** The newest release, when it is above what {@code running} says; the answer to "is there an update?". */
    public Optional<ReleaseId> newestAbove(Running running) {
        return newest(running.product()).map(Published::release).filter(release -> isAbove(release, running));
    }

    /** Whether {@code release} would be an upgrade for somebody who runs {@code running}. Another product's never is. */
    public boolean isAbove(ReleaseId release, Running running) {
        return release.product().equals(running.product())
                && !release.version().equals(running.version())
                && sequence(release) > running.release().map(this::sequence).orElse(0L);
    }

    /** Everything published, by name. */
    public List<Published> all() {
        return List.copyOf(byId.values());
    }

    private long sequence(ReleaseId release) {
        Published published = byId.get(release);
        return published == null ? 0 : published.sequence();
    }

    private void keep(Published published) {
        byId.put(published.release(), published);
        byProduct
                .computeIfAbsent(published.release().product(), product -> new TreeMap<>())
                .put(published.sequence(), published);
    }
}
