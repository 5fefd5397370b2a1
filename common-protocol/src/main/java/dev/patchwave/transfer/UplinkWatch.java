package dev.patchwave.transfer;

import dev.patchwave.http.Uplink;
import dev.patchwave.swarm.ServingSlots;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures each second what an uplink that nobody configured carries while it is the limit, and fits the program's
 * {@link ServingSlots} to it: so it sheds before it chokes, can tell its origin what it can give, and plans no more than that itself.
 *
 * <p>It begins with a few, unless the operator said how many. Never fewer slots than an origin plans for such an uplink, never more
 * than there were before. Any thread; one of its own. Closed by the program, before the uplink.
 */
public final class UplinkWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UplinkWatch.class);
    private static final long SECONDS_A_MINUTE = 60;

    private final Uplink uplink;
    private final ServingSlots slots;
    private final ServingSlots.Limits configured;
    private final MeasuredUplink measured; // Touched by the thread only.
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("uplink-watch").unstarted(task));
    private volatile OptionalLong bitsPerSecond = OptionalLong.empty();
    private volatile int planned;
    private volatile IntConsumer origins = slots -> {};
    private volatile IntSupplier pushes = () -> 0;
    private long turnedAway;
    private long seconds;

    private UplinkWatch(Uplink uplink, ServingSlots slots, int first) {
        this.uplink = uplink;
        this.slots = slots;
        this.configured = slots.limits();
        this.measured = new MeasuredUplink(first);
        fit(first, configured.uplinkBitsPerSecond());
    }

    /**
     * Begins.
     *
     * @param slots its limits of now are the most that it will have
     * @param said by the operator, to begin with; null for a few
     */
    public static UplinkWatch start(Uplink uplink, ServingSlots slots, Integer said) {
        int first = said == null ? MeasuredUplink.FIRST_TRANSFERS : Math.clamp(said, 1, MeasuredUplink.MOST_TRANSFERS);
        var watch = new UplinkWatch(uplink, slots, first);
        var unused = watch.thread.scheduleWithFixedDelay(watch::second, 1, 1, TimeUnit.SECONDS);
        return watch;
    }

    /** Tells {@code heard}, each second in which the uplink was the limit, how many segments an origin should plan to serve at once. */
    public void onPlanned(IntConsumer heard) {
        origins = heard;
    }

    /** What is sent without anybody's asking takes none of the slots: {@code underWay} says how many such transfers there are now. */
    public void counting(IntSupplier underWay) {
        pushes = underWay;
    }

    /** How many segments an origin should plan to serve at once now. */
    public int planned() {
        return planned;
    }

    /** What the uplink was seen to carry; empty before it was a limit. */
    public OptionalLong bitsPerSecond() {
        return bitsPerSecond;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void second() {
        try {
            seconds++;
            look();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("measuring the uplink failed for a moment");
        }
    }

    private void look() {
        long away = slots.turnedAway();
        int taken = slots.taken() + pushes.getAsInt();
        boolean nearlyAll = 4 * taken >= 3 * planned; // One look a second meets some between two transfers.
        boolean limited = taken > 0 && (nearlyAll || uplink.waitingTransfers() > 0 || away > turnedAway);
        turnedAway = away;
        if (!limited) {
            measured.idle();
            return;
        }
        measured.limited(uplink.currentBitsPerSecond(), taken, seconds / SECONDS_A_MINUTE);
        measured.bitsPerSecond().ifPresent(bits -> {
            long known = Math.min(bits, configured.uplinkBitsPerSecond());
            bitsPerSecond = OptionalLong.of(known);
            fit(Math.max(measured.transfers(), ServingSlots.slotsFor(known)), known);
            origins.accept(planned);
        });
    }

    private void fit(int transfers, long bits) {
        planned = Math.min(transfers, configured.slots());
        int most = Math.min(ServingSlots.withRelays(planned), configured.slots());
        slots.limits(new ServingSlots.Limits(
                most,
                Math.min(Math.max(2, planned / 2), configured.slotsPerMember()),
                configured.maxBytesInFlight(), // Segments may be large: it is their number that is held.
                bits));
    }
}
