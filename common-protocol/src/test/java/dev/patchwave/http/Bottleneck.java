package dev.patchwave.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A link with a queue in front of it, in steps of 5 ms: what comes beyond its rate queues, what comes beyond its buffer is lost.
 * Fluid, but with measured delays that jitter, lag by a round trip and come each 100 ms.
 */
final class Bottleneck {
    static final long STEP_NANOS = 5_000_000;
    private static final int STEPS_BETWEEN_SAMPLES = 20;
    private static final double SEGMENT_BYTES = 1_448;

    final long bitsPerSecond;
    private final double baseSeconds;
    private final double bufferBytes;
    private final Random random;
    private final List<Background> ours = new ArrayList<>();
    private final List<Greedy> users = new ArrayList<>();
    private double queueBytes;
    private double lostBytes;
    long nowNanos;
    private long steps;

    Bottleneck(long bitsPerSecond, double baseSeconds, double bufferSeconds, Random random) {
        this.bitsPerSecond = bitsPerSecond;
        this.baseSeconds = baseSeconds;
        this.bufferBytes = bitsPerSecond / 8.0 * bufferSeconds;
        this.random = random;
    }

    /** One of our programs behind the link, with a great deal to send. */
    final class Background {
        private final YieldingRate rate;
        private final BaseDelay base;
        private final RateMeter meter = new RateMeter(nowNanos);
        private double lagging = -1;
        private double sentInStep;
        private double movedBytes;

        Background(YieldPolicy policy) {
            rate = new YieldingRate(policy, nowNanos);
            base = new BaseDelay(nowNanos);
            ours.add(this);
        }

        long allowedBitsPerSecond() {
            return rate.bitsPerSecond();
        }

        /** Bits a second that crossed the link since the last call that was {@code seconds} ago. */
        double movedBitsPerSecondOver(double seconds) {
            double moved = movedBytes * 8 / seconds;
            movedBytes = 0;
            return moved;
        }

        private void sample(boolean lost) {
            double jitter = -Math.log(1 - random.nextDouble()) * 0.002;
            double delay = baseSeconds + queueSeconds() + Math.min(jitter, 0.03);
            lagging = lagging < 0 ? delay : lagging + (delay - lagging) / 2; // As the kernel smooths.
            long roundTrip = Math.round(lagging * 1e9);
            base.sampled(roundTrip, nowNanos);
            rate.sampled(
                    new DelaySample(roundTrip, roundTrip - base.nanos(), lost),
                    meter.bitsPerSecond(nowNanos),
                    nowNanos);
        }
    }

    /** The user's download by TCP: doubles its window each round trip until a loss, then Reno. */
    final class Greedy {
        private double windowBytes = 10 * SEGMENT_BYTES;
        private boolean slowStart = true;
        private double sentInStep;
        private double pausedSeconds;
        private boolean stopped;

        Greedy() {
            users.add(this);
        }

        void stop() {
            stopped = true;
        }

        private double bytesPerSecond() {
            return stopped ? 0 : windowBytes / (baseSeconds + queueSeconds());
        }

        private void react(boolean lost, double seconds) {
            pausedSeconds -= seconds;
            double roundTrips = seconds / (baseSeconds + queueSeconds());
            if (lost && pausedSeconds <= 0) {
                windowBytes = Math.max(2 * SEGMENT_BYTES, windowBytes / 2);
                slowStart = false;
                pausedSeconds = baseSeconds + queueSeconds();
            } else if (slowStart) {
                windowBytes *= Math.pow(2, roundTrips);
            } else {
                windowBytes += SEGMENT_BYTES * roundTrips;
            }
        }
    }

    double queueSeconds() {
        return queueBytes * 8 / bitsPerSecond;
    }

    void run(double seconds) {
        long end = nowNanos + Math.round(seconds * 1e9);
        while (nowNanos < end) {
            step();
        }
    }

    private void step() {
        nowNanos += STEP_NANOS;
        double seconds = STEP_NANOS / 1e9;
        double came = 0;
        for (var own : ours) {
            own.sentInStep = Math.min((double) own.rate.bitsPerSecond(), 4.0 * bitsPerSecond) / 8 * seconds;
            came += own.sentInStep;
        }
        for (var user : users) {
            user.sentInStep = user.bytesPerSecond() * seconds;
            came += user.sentInStep;
        }
        double passed = Math.min(queueBytes + came, bitsPerSecond / 8.0 * seconds);
        share(passed, came);
        queueBytes += came - passed;
        double over = Math.max(0, queueBytes - bufferBytes);
        queueBytes -= over;
        lostBytes += over;
        users.forEach(user -> user.react(over > 0, seconds));
        if (++steps % STEPS_BETWEEN_SAMPLES == 0) {
            boolean lost = lostBytes > 0;
            lostBytes = 0;
            ours.forEach(own -> own.sample(lost));
        }
    }

    /** What crosses is counted by what came: the queue is too short for the difference to matter over a second. */
    private void share(double passed, double came) {
        for (var own : ours) {
            double moved = came == 0 ? 0 : passed * own.sentInStep / came;
            own.movedBytes += moved;
            own.meter.add(Math.round(moved), nowNanos);
        }
    }
}
