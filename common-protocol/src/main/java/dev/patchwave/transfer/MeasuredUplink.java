package dev.patchwave.transfer;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What an uplink can carry, and by how many transfers at once it is filled, learnt from the seconds in which it was the limit.
 *
 * <p>It begins with a few transfers. The rate is the best one of the last ten minutes, smoothed over a few seconds. The transfers are
 * the fewest that came near it, and a quarter more, so that a better rate can show: as long as it does, they become more. They also do
 * while the rate is far from the best, for then it is the readers who are slow. Once a minute one less than the fewest is tried.
 * Seconds with room to spare tell nothing, and what is known then stays.
 *
 * <p>Pure; not thread-safe. Time is an argument that never goes back.
 */
final class MeasuredUplink {
    static final int MOST_TRANSFERS = 64;
    static final int FIRST_TRANSFERS = 8;
    private static final int LEAST_TRANSFERS = 2;
    private static final int MINUTES = 10;
    private static final double NEAR = 0.9;
    private static final double FAR = 0.75;
    private static final double ROOM = 1.25;
    private static final double NOTHING = -2;
    private static final double UNCOUNTED = -1;

    /** Best rate by minutes in which there was a limit, and by how many transfers were let in then. */
    private final double[][] best = new double[MINUTES][MOST_TRANSFERS + 1];

    private long minute = -1;
    private int bucket;
    private double smoothed = NOTHING;
    private int transfers;

    /** @param transfers to begin with, 1 to {@value #MOST_TRANSFERS} */
    MeasuredUplink(int transfers) {
        this.transfers = transfers;
    }

    /**
     * One second passed in which the uplink was the limit: nearly all of the {@link #transfers} were under way, some waited for it, or
     * were turned away.
     *
     * @param bitsPerSecond sent in it, 0 or more
     * @param nowMinute counted from anywhere
     */
    void limited(long bitsPerSecond, long nowMinute) {
        boolean fresh = smoothed == NOTHING;
        smoothed = fresh || smoothed == UNCOUNTED ? bitsPerSecond : (smoothed + bitsPerSecond) / 2;
        if (fresh) { // The first second also fills the buffers of the connections.
            smoothed = UNCOUNTED;
            return;
        }
        boolean another = turn(nowMinute);
        best[bucket][transfers] = Math.max(best[bucket][transfers], smoothed);
        transfers = another ? Math.max(LEAST_TRANSFERS, fewest(NEAR * peak()) - 1) : next();
    }

    private int next() {
        double peak = peak();
        int enough = atMost(fewest(NEAR * peak) * ROOM);
        if (smoothed < FAR * peak) {
            return atMost(transfers * ROOM);
        }
        return smoothed >= NEAR * peak && transfers > enough ? transfers - 1 : Math.max(transfers, enough);
    }

    private static int atMost(double wanted) {
        return Math.clamp((int) Math.ceil(wanted), LEAST_TRANSFERS, MOST_TRANSFERS);
    }

    /** One second passed in which there was room. */
    void idle() {
        smoothed = NOTHING;
    }

    /** Empty before there was a limit. */
    OptionalLong bitsPerSecond() {
        double peak = peak();
        return peak < 1 ? OptionalLong.empty() : OptionalLong.of((long) peak);
    }

    /** How many transfers at once serve best, as far as known. */
    int transfers() {
        return transfers;
    }

    /** Whether another minute has begun. One without a limit takes no bucket, so a quiet night forgets nothing. */
    private boolean turn(long nowMinute) {
        boolean first = minute < 0;
        if (nowMinute == minute) {
            return false;
        }
        minute = nowMinute;
        bucket = (bucket + 1) % MINUTES;
        Arrays.fill(best[bucket], 0);
        return !first;
    }

    private double peak() {
        return Arrays.stream(best).flatMapToDouble(Arrays::stream).max().orElseThrow();
    }

    private int fewest(double rate) {
        for (int count = 1; count <= MOST_TRANSFERS; count++) {
            for (var ofMinute : best) {
                if (ofMinute[count] >= rate) {
                    return count;
                }
            }
        }
        return MOST_TRANSFERS;
    }
}
