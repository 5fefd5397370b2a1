package dev.patchwave.http;

import java.time.Duration;

/**
 * How far transfers in one direction give way to the user's own traffic.
 *
 * @param targetDelay how much queueing on the way we may cause, 5 ms to 1 s; below the 100 ms of RFC 6817, so that others'
 *     background transfers do not push us out, nor calls suffer
 * @param floorBitsPerSecond what is moved whatever the delay, so that a patch never starves; 1 or more
 * @param capBitsPerSecond the most, the floor or more; {@link Long#MAX_VALUE} is unlimited
 */
public record YieldPolicy(Duration targetDelay, long floorBitsPerSecond, long capBitsPerSecond) {
    public static final Duration USUAL_TARGET = Duration.ofMillis(60);
    private static final long LEAST_FLOOR_BITS_PER_SECOND = 256_000;
    private static final int FLOOR_PART_OF_CAP = 20;
    private static final Duration LEAST_TARGET = Duration.ofMillis(5);
    private static final Duration MOST_TARGET = Duration.ofSeconds(1);

    public YieldPolicy {
        if (!allowsTarget(targetDelay)) {
            throw new IllegalArgumentException("target delay " + targetDelay + ": must be 5 ms to 1 s");
        }
        if (floorBitsPerSecond < 1 || capBitsPerSecond < floorBitsPerSecond) {
            throw new IllegalArgumentException("floor of " + floorBitsPerSecond + " bit/s under a cap of "
                    + capBitsPerSecond + " bit/s: must be 1 up to the cap");
        }
    }

    /** Whether it may be a target: 5 ms to 1 s. */
    public static boolean allowsTarget(Duration delay) {
        return delay.compareTo(LEAST_TARGET) >= 0 && delay.compareTo(MOST_TARGET) <= 0;
    }

    /** With the usual floor: a twentieth of the cap, 256 kbit/s at least, the cap at most. */
    public static YieldPolicy under(long capBitsPerSecond, Duration targetDelay) {
        long part = capBitsPerSecond == Long.MAX_VALUE ? 0 : capBitsPerSecond / FLOOR_PART_OF_CAP;
        long floor = Math.min(capBitsPerSecond, Math.max(LEAST_FLOOR_BITS_PER_SECOND, part));
        return new YieldPolicy(targetDelay, floor, capBitsPerSecond);
    }

    /** The same with a floor of its own, cut to the cap. */
    public YieldPolicy withFloor(long newFloorBitsPerSecond) {
        return new YieldPolicy(targetDelay, Math.min(newFloorBitsPerSecond, capBitsPerSecond), capBitsPerSecond);
    }
}
