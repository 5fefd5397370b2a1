package dev.patchwave.transfer;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What an uplink can carry, and by how many transfers at once it is filled, learnt from the seconds in which it was the limit.
 *
 * <p>It begins with a few transfers. The rate is the best one of the last ten minutes, a mean of some seconds each, since what is sent
 * first fills the buffers of the connections. The transfers are the fewest that came near it, and a quarter more, so that a better rate
 * can show: as long as it does, they become more. They also do while the rate is far from the best, for then it is the readers who are
 * slow. Once a minute one less than the fewest is tried. Seconds with room to spare tell nothing, and what is known then stays.
 *
 * <p>Pure; not thread-safe. Time is an argument that never goes back.
 */
final class MeasuredUplink {
    static final int MOST_TRANSFERS = 64;
    static final int FIRST_TRANSFERS = 8;
    private static final int LEAST_TRANSFERS = 2;
    private static final int MINUTES = 10;
    private static final double NEAR = 0.9;
    private static final double FAR = 0.7;
    private static final double ROOM = 1.25;
    private static final int WINDOW_SECONDS = 4;

    /** Best mean rate by minutes in which there was a limit, and by how many transfers were let in then. */
    private final double[][] best = new double[MINUTES][MOST_TRANSFERS + 1];

    private long minute = -1;
    private int bucket;
    private long triedIn = -1;
    /** Of the window, its uncounted first one among them. */
    private int seconds;

    private long sentBits;
    private int fewestUnderWay = MOST_TRANSFERS;
    private int idleSeconds;
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
     * @param underWay transfers of that moment
     * @param nowMinute counted from anywhere
     */
    void limited(long bitsPerSecond, int underWay, long nowMinute) {
        idleSeconds = 0;
        if (seconds++ == 0) {
            return; // It also fills the buffers of new connections.
        }
        sentBits += bitsPerSecond;
        fewestUnderWay = Math.min(fewestUnderWay, underWay);
        if (seconds > WINDOW_SECONDS) {
            passed((double) sentBits / WINDOW_SECONDS, nowMinute);
            begin();
        }
    }

    private void begin() {
        seconds = 0;
        sentBits = 0;
        fewestUnderWay = MOST_TRANSFERS;
    }

    private void passed(double rate, long nowMinute) {
        turn(nowMinute);
        int carried = Math.clamp(
                Math.ceilDiv(2 * fewestUnderWay, 3),
                transfers,
                MOST_TRANSFERS); // Those let in before a cut still count.
        best[bucket][carried] = Math.max(best[bucket][carried], rate);
        double peak = peak();
        int fewest = fewest(NEAR * peak);
        int enough = atMost(fewest * ROOM);
        boolean near = rate >= NEAR * peak;
        if (near && transfers >= enough && triedIn != nowMinute) {
            triedIn = nowMinute;
            transfers = Math.max(LEAST_TRANSFERS, fewest - 1);
        } else if (rate < FAR * peak) {
            transfers = atMost(transfers * ROOM);
        } else {
            transfers = near && transfers > enough ? transfers - 1 : Math.max(transfers, enough);
        }
    }

    private static int atMost(double wanted) {
        return Math.clamp((int) Math.ceil(wanted), LEAST_TRANSFERS, MOST_TRANSFERS);
    }

    /** One second passed in which there was room. */
    void idle() {
        if (++idleSeconds > WINDOW_SECONDS) {
            begin();
        }
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
