package dev.patchwave.cache.core;

import dev.patchwave.release.ReleaseId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which releases a cache lets go when its disk gets full: the least valuable first, and no more than needed.
 *
 * <p>Pure. A release that is pinned or in flight stays, whatever happens. Of the others go first those that nobody in the domain takes
 * part in, then those that a newer release of their product supersedes, then those with the fewest members, then those not used for the
 * longest time, then the largest; the id decides between equals, so that replays agree.
 */
public final class Eviction {
    /**
     * A release as it stands now.
     *
     * @param bytes that would be free without it
     * @param lastUse when bytes of it were last received or served
     * @param members clients of the domain that take part in its swarm
     * @param newest no other release of its product has a higher sequence here
     * @param pinned an open campaign or the operator wants it here
     * @param inFlight somebody fetches, serves, reads or writes it just now
     */
    public record Held(
            ReleaseId release,
            long bytes,
            Instant lastUse,
            int members,
            boolean newest,
            boolean pinned,
            boolean inFlight) {
        boolean mayGo() {
            return !pinned && !inFlight;
        }
    }

    /**
     * What to do.
     *
     * @param evicted in the order to let them go
     * @param lackingBytes that are still too many after that, because the rest is pinned or in flight; 0 when the target is reached
     */
    public record Plan(List<ReleaseId> evicted, long lackingBytes) {
        public Plan {
            evicted = List.copyOf(evicted);
        }
    }

    private static final Comparator<Held> LEAST_VALUABLE_FIRST = Comparator.comparing((Held held) -> held.members() > 0)
            .thenComparing(Held::newest)
            .thenComparingInt(Held::members)
            .thenComparing(Held::lastUse)
            .thenComparing(Comparator.comparingLong(Held::bytes).reversed())
            .thenComparing(Held::release);

    private Eviction() {}

    /** Goes down from {@code usedBytes} to {@code targetBytes} or less, as far as it can. */
    public static Plan downTo(long targetBytes, long usedBytes, Collection<Held> all) {
        var evicted = new ArrayList<ReleaseId>();
        long left = usedBytes;
        for (Held next :
                all.stream().filter(Held::mayGo).sorted(LEAST_VALUABLE_FIRST).toList()) {
            if (left <= targetBytes) {
                break;
            }
            evicted.add(next.release());
            left -= next.bytes();
        }
        return new Plan(evicted, Math.max(0, left - targetBytes));
    }

    /** The same for something that comes: when there would be too little room for it anyway, nothing goes in vain. */
    public static Plan toAdmit(long targetBytes, long usedBytes, Collection<Held> all) {
        var plan = downTo(targetBytes, usedBytes, all);
        return plan.lackingBytes() == 0 ? plan : new Plan(List.of(), plan.lackingBytes());
    }
}
