package dev.patchwave.http;

import io.netty.channel.ChannelHandler;
import java.util.function.LongSupplier;

/**
 * The rate at which all connections of a fetcher are read together. Those who have something to read take turns; what is not read
 * waits at the sender, which TCP's window holds back.
 *
 * <p>Thread-safe.
 */
public final class Downlink {
    private final long capBitsPerSecond;
    private final Turns turns;

    Downlink(long bitsPerSecond, LongSupplier nanoClock) {
        this.capBitsPerSecond = bitsPerSecond;
        this.turns = new Turns(bitsPerSecond, nanoClock);
    }

    /**
     * Reads at most at this rate.
     *
     * @param bitsPerSecond of all that comes, 1 or more; {@link Long#MAX_VALUE} is unlimited
     */
    public static Downlink ofBitsPerSecond(long bitsPerSecond) {
        return new Downlink(bitsPerSecond, System::nanoTime);
    }

    /** Received in the last second. */
    public long currentBitsPerSecond() {
        return turns.currentBitsPerSecond();
    }

    /** From now on at this rate, or the configured one where that is less. */
    void yieldTo(long bitsPerSecond) {
        turns.rate(Math.min(bitsPerSecond, capBitsPerSecond));
    }

    /** The first handler of one connection's pipeline. */
    ChannelHandler gate() {
        return new DownlinkGate(turns);
    }
}
