package dev.patchwave.loop;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Begins at the time of day and then only counts on: whoever sets the computer's clock neither stops nor hurries what waits by this one.
 *
 * <p>For cores whose instants mean "so long from now" ({@link Core#on} must never see time go back). It drifts from the time of day, so
 * it is not for what is compared with the instants of other computers, or of an earlier run. Any thread.
 */
public final class SteadyClock extends Clock {
    private final Instant began;
    private final long beganNanos;
    private final LongSupplier nanoTime;

    /** @param nanoTime as {@link System#nanoTime}: never goes back */
    public SteadyClock(InstantSource timeOfDay, LongSupplier nanoTime) {
        this.began = timeOfDay.instant();
        this.beganNanos = nanoTime.getAsLong();
        this.nanoTime = nanoTime;
    }

    /** Begins now. */
    public static SteadyClock start() {
        return new SteadyClock(InstantSource.system(), System::nanoTime);
    }

    @Override
    public Instant instant() {
        return began.plusNanos(nanoTime.getAsLong() - beganNanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Itself: there is no time of day in it. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
