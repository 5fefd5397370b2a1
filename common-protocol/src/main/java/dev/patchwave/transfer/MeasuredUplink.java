package dev.patchwave.transfer;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What an uplink can carry, and by how many transfers at once it is filled, learnt from the seconds in which it was the limit.
 *
 * <p>The rate is the best one of the last ten minutes, smoothed over a few seconds. The transfers are the fewest that came near it,
 * and a quarter more, so that a better rate can show; more while all slots are taken and the rate is far from the best,
 * for then it is the readers who are slow. Seconds with room to spare tell nothing, and what is known then stays.
 *
 * <p>Pure; not thread-safe. Time is an argument that never goes back.
 */
final class MeasuredUplink {
    static final int MOST_TRANSFERS = 64;
    private static final int LEAST_TRANSFERS = 2;
    private static final int MINUTES = 10;
    private static final double NEAR = 0.9;
    private static final double FAR = 0.75;
    private static final double ROOM = 1.25;

    /** Best rate by minutes in which there was a limit, and by transfers at once. */
    private final double[][] best = new double[MINUTES][MOST_TRANSFERS + 1];

    private long minute = -1;
    private int bucket;
    private double smoothed;
    private int transfers = MOST_TRANSFERS;

    /**
     * One second passed in which the uplink was the limit: transfers waited for it, or were turned away.
     *
     * @param bitsPerSecond sent in it, 0 or more
     * @param atOnce transfers under way, 1 or more
     * @param nowMinute counted from anywhere
     */
    void limited(long bitsPerSecond, int atOnce, long nowMinute) {
        turn(nowMinute);
        smoothed = smoothed == 0 ? bitsPerSecond : (smoothed + bitsPerSecond) / 2;
        int counted = Math.clamp(atOnce, 1, MOST_TRANSFERS);
        best[bucket][counted] = Math.max(best[bucket][counted], smoothed);
        double peak = peak();
        if (smoothed < FAR * peak && counted >= transfers) {
            transfers = Math.min(MOST_TRANSFERS, (int) Math.ceil(transfers * ROOM));
        } else if (smoothed >= NEAR * peak) {
            int enough = Math.clamp((int) Math.ceil(fewest(NEAR * peak) * ROOM), LEAST_TRANSFERS, MOST_TRANSFERS);
            transfers = transfers > enough ? transfers - 1 : enough;
        }
    }

    /** One second passed in which there was room. */
    void idle() {
        smoothed = 0;
    }

    /** Empty before there was a limit. */
    OptionalLong bitsPerSecond() {
        double peak = peak();
        return peak < 1 ? OptionalLong.empty() : OptionalLong.of((long) peak);
    }

    /** How many transfers at once serve best; {@value #MOST_TRANSFERS} before there was a limit. */
    int transfers() {
        return transfers;
    }

    /** A minute without a limit takes no bucket, so a quiet night forgets nothing. */
    private void turn(long nowMinute) {
        if (nowMinute != minute) {
            minute = nowMinute;
            bucket = (bucket + 1) % MINUTES;
            Arrays.fill(best[bucket], 0);
        }
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
