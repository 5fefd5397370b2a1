package dev.patchwave.transfer;

import dev.patchwave.http.Uplink;
import dev.patchwave.swarm.ServingSlots;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures each second what an uplink that nobody configured carries while it is the limit, and fits the program's
 * {@link ServingSlots} to it: so it sheds before it chokes, and can tell its origin what it can give.
 *
 * <p>Never fewer slots than an origin plans for such an uplink, never more than there were at first. Any thread; one of its
 * own. Closed by the program, before the uplink.
 */
public final class UplinkWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UplinkWatch.class);
    private static final long SECONDS_A_MINUTE = 60;

    private final Uplink uplink;
    private final ServingSlots slots;
    private final ServingSlots.Limits configured;
    private final int segmentSizeBytes;
    private final MeasuredUplink measured = new MeasuredUplink(); // Touched by the thread only.
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("uplink-watch").unstarted(task));
    private volatile OptionalLong bitsPerSecond = OptionalLong.empty();
    private long turnedAway;
    private long seconds;

    private UplinkWatch(Uplink uplink, ServingSlots slots, int segmentSizeBytes) {
        this.uplink = uplink;
        this.slots = slots;
        this.configured = slots.limits();
        this.segmentSizeBytes = segmentSizeBytes;
    }

    /**
     * Begins.
     *
     * @param slots its limits of now are the most that it will have
     */
    public static UplinkWatch start(Uplink uplink, ServingSlots slots, int segmentSizeBytes) {
        var watch = new UplinkWatch(uplink, slots, segmentSizeBytes);
        var unused = watch.thread.scheduleAtFixedRate(watch::second, 1, 1, TimeUnit.SECONDS);
        return watch;
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
        boolean limited = slots.taken() > 0 && (uplink.waitingTransfers() > 0 || away > turnedAway);
        turnedAway = away;
        if (!limited) {
            measured.idle();
            return;
        }
        measured.limited(uplink.currentBitsPerSecond(), slots.taken(), seconds / SECONDS_A_MINUTE);
        measured.bitsPerSecond().ifPresent(this::fit);
    }

    private void fit(long bits) {
        long known = Math.min(bits, configured.uplinkBitsPerSecond());
        int most = Math.min(Math.max(measured.transfers(), ServingSlots.slotsFor(known)), configured.slots());
        bitsPerSecond = OptionalLong.of(known);
        slots.limits(new ServingSlots.Limits(
                most,
                Math.min(Math.max(2, most / 2), configured.slotsPerMember()),
                Math.min((long) Math.max(1, most) * segmentSizeBytes, configured.maxBytesInFlight()),
                known));
    }
}
