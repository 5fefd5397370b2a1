package dev.patchwave.launcher.demo;

import dev.patchwave.config.BitRate;
import dev.patchwave.config.ByteSize;
import dev.patchwave.release.Manifest;
import java.time.Duration;

/**
 * How narrow the uplinks are and how fine the cut is, so that the story has time to happen whatever the length of the patch: one
 * copy leaves the source in some six seconds, a large one in more, lest the machine be what is slow; in at least sixteen segments.
 *
 * @param lengthBytes of the patch, {@link #MIN_LENGTH_BYTES} or more
 */
record Scale(long lengthBytes) {
    static final long MIN_LENGTH_BYTES = 1 << 20;

    private static final int SLOTS = 4;
    private static final double SECONDS_A_COPY = 5.5;
    private static final double MOST_BYTES_PER_SECOND = 12_000_000;
    private static final double CACHE_TO_SOURCE = 1.25;
    private static final double CLIENT_TO_SOURCE = 0.75;
    private static final int ENOUGH_SEGMENTS = 64;
    private static final long BYTES_PER_EXTRA_SECOND = 10_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    Members.Uplink source() {
        return uplink(1);
    }

    Members.Uplink cache() {
        return uplink(CACHE_TO_SOURCE);
    }

    String client() {
        return uplink(CLIENT_TO_SOURCE).rate();
    }

    /** A power of two from 64 KiB to 1 MiB. */
    ByteSize segmentSize() {
        long size = Manifest.DEFAULT_SEGMENT_SIZE_BYTES;
        while (size > Manifest.MIN_SEGMENT_SIZE_BYTES && lengthBytes / size < ENOUGH_SEGMENTS) {
            size /= 2;
        }
        return new ByteSize(size);
    }

    /** After which the demo gives up. */
    Duration limit() {
        return PATIENCE.plusSeconds(lengthBytes / BYTES_PER_EXTRA_SECOND);
    }

    private Members.Uplink uplink(double factor) {
        double bytesPerSecond = Math.min(lengthBytes / SECONDS_A_COPY, MOST_BYTES_PER_SECOND);
        long kilobits = Math.round(bytesPerSecond * 8 * factor / 1_000);
        return new Members.Uplink(new BitRate(kilobits * 1_000).toString(), SLOTS);
    }
}
