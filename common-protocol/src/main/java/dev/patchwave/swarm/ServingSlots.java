package dev.patchwave.swarm;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is served now: a holder sheds load before its uplink chokes, and no member takes all of it.
 *
 * <p>Decides by three limits: transfers at once, transfers at once for each member, bytes in flight. It queues nobody; who is
 * not admitted is told when to come again. The caller owes {@link #ended} exactly once for each admission, however the
 * transfer ended. Thread-safe, for it is asked by every event loop that serves; it never blocks.
 */
public final class ServingSlots {
    private static final long STREAM_BITS_PER_SECOND = 4_000_000;
    private static final int MOST_SLOTS = 64;
    private static final Duration SOONEST_RETRY = Duration.ofMillis(200);
    private static final Duration LATEST_RETRY = Duration.ofSeconds(30);

    /**
     * What may be served at a time.
     *
     * @param slots transfers at once, 0 (serves nobody) or more
     * @param slotsPerMember transfers at once to one member, 1 or more
     * @param maxBytesInFlight of all admitted transfers; one transfer is admitted even when it alone is larger
     * @param uplinkBitsPerSecond from which the time of the next free slot is estimated, 1 or more
     */
    public record Limits(int slots, int slotsPerMember, long maxBytesInFlight, long uplinkBitsPerSecond) {
        public Limits {
            if (slots < 0 || slotsPerMember < 1 || maxBytesInFlight < 1 || uplinkBitsPerSecond < 1) {
                throw new IllegalArgumentException("serving slots " + slots + ", for each member " + slotsPerMember
                        + ", bytes in flight " + maxBytesInFlight + ", uplink " + uplinkBitsPerSecond
                        + " bit/s: must be positive");
            }
        }

        /**
         * What suits an uplink: {@link ServingSlots#slotsFor} slots and half as many again, since origins plan by them and count
         * streams that are relayed, and other swarms' members, for less; half of the slots for one member.
         */
        public static Limits of(long uplinkBitsPerSecond, int segmentSizeBytes) {
            int planned = slotsFor(uplinkBitsPerSecond);
            int slots = withRelays(planned);
            return new Limits(slots, Math.max(2, planned / 2), (long) slots * segmentSizeBytes, uplinkBitsPerSecond);
        }

        /**
         * As an operator says it.
         *
         * @param slots null for what suits the uplink
         * @param leastPerMember how many one member may have, however few there are
         */
        public static Limits of(long uplinkBitsPerSecond, int segmentSizeBytes, Integer slots, int leastPerMember) {
            return slots == null
                    ? of(uplinkBitsPerSecond, segmentSizeBytes)
                    : new Limits(
                            slots,
                            Math.max(leastPerMember, slots / 2),
                            (long) slots * segmentSizeBytes,
                            uplinkBitsPerSecond);
        }
    }

    /** Serve, or shed. */
    public sealed interface Decision {
        record Admit() implements Decision {}

        /** No failure: come again after {@code retryAfter}, or ask somebody else. */
        record Busy(Duration retryAfter) implements Decision {}
    }

    private Limits limits;
    private final Map<HolderId, Integer> servedNow = new TreeMap<>();
    private int taken;
    private long bytesInFlight;
    private long turnedAway;

    public ServingSlots(Limits limits) {
        this.limits = limits;
    }

    /** How many streams an uplink feeds at a useful rate each: one for each 4 Mbit/s, 2 to 64. Origins plan by it too. */
    public static int slotsFor(long uplinkBitsPerSecond) {
        return Math.clamp(uplinkBitsPerSecond / STREAM_BITS_PER_SECOND, 2, MOST_SLOTS);
    }

    /** The uplink that so many slots suit. */
    public static long bitsPerSecondOf(int slots) {
        return slots * STREAM_BITS_PER_SECOND;
    }

    /**
     * How many streams an origin plans: what its operator said, or what suits the uplink.
     *
     * @param slots null where nothing was said
     */
    public static int planned(long uplinkBitsPerSecond, Integer slots) {
        return slots == null ? slotsFor(uplinkBitsPerSecond) : slots;
    }

    /** Half as many again: a stream of what is itself still on its way takes less than a slot. */
    public static int withRelays(int slots) {
        return slots + Math.ceilDiv(slots, 2);
    }

    /** Asks for {@code lengthBytes} to {@code member}; when admitted, {@link #ended} is owed. */
    public synchronized Decision admit(HolderId member, long lengthBytes) {
        boolean fits = bytesInFlight == 0 || bytesInFlight + lengthBytes <= limits.maxBytesInFlight;
        int ofMember = servedNow.getOrDefault(member, 0);
        if (taken >= limits.slots || ofMember >= limits.slotsPerMember || !fits) {
            turnedAway++;
            return new Decision.Busy(retryAfter());
        }
        taken++;
        bytesInFlight += lengthBytes;
        servedNow.put(member, ofMember + 1);
        return new Decision.Admit();
    }

    /** An admitted transfer is over, well or not; the same arguments as when it was admitted. */
    public synchronized void ended(HolderId member, long lengthBytes) {
        int ofMember = servedNow.getOrDefault(member, 0);
        if (ofMember == 0) {
            throw new IllegalStateException("transfer to " + member + " ended that was never admitted");
        }
        taken--;
        bytesInFlight -= lengthBytes;
        if (ofMember == 1) {
            servedNow.remove(member);
        } else {
            servedNow.put(member, ofMember - 1);
        }
    }

    public synchronized Limits limits() {
        return limits;
    }

    /** Decides by these from now on; who is being served beyond them stays until it has ended. */
    public synchronized void limits(Limits changed) {
        limits = changed;
    }

    /** Transfers that were not admitted since the start. */
    public synchronized long turnedAway() {
        return turnedAway;
    }

    /** How many more could be admitted now, as far as the number of slots goes. */
    public synchronized int free() {
        return Math.max(0, limits.slots - taken);
    }

    public synchronized int taken() {
        return taken;
    }

    /** About when half of what is in flight has left. */
    private Duration retryAfter() {
        double seconds = bytesInFlight * 8.0 / limits.uplinkBitsPerSecond / 2;
        long millis = Math.clamp(Math.round(seconds * 1000), SOONEST_RETRY.toMillis(), LATEST_RETRY.toMillis());
        return Duration.ofMillis(millis);
    }
}
