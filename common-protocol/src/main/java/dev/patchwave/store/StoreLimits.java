package dev.patchwave.store;

import dev.patchwave.config.ByteSize;
import dev.patchwave.config.StoreConfig;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of a disk a {@link ReleaseStore} may take.
 *
 * @param quotaBytes of all releases together; empty: the whole disk but the reserve
 * @param highPercent of what the store may take, 1 to 100: above it, who can let releases go begins to
 * @param lowPercent and stops below it; at most {@code highPercent}
 * @param reserveBytes of the file system that releases leave free for journals, logs and state; empty: 2 % of it, at most 1 GiB
 */
public record StoreLimits(OptionalLong quotaBytes, int highPercent, int lowPercent, OptionalLong reserveBytes) {
    /** What a program does unless its operator says otherwise. */
    public static final StoreLimits DEFAULT = new StoreLimits(OptionalLong.empty(), 90, 80, OptionalLong.empty());

    /** Takes the disk to its end: for tools and tests. */
    public static final StoreLimits NONE = new StoreLimits(OptionalLong.empty(), 100, 100, OptionalLong.of(0));

    private static final int RESERVE_PERCENT = 2;
    private static final long MAX_RESERVE_BYTES = 1 << 30;

    public StoreLimits {
        if (quotaBytes.orElse(0) < 0 || reserveBytes.orElse(0) < 0) {
            throw new IllegalArgumentException("quota and reserve must be 0 bytes or more");
        }
        if (lowPercent < 1 || highPercent < lowPercent || highPercent > 100) {
            throw new IllegalArgumentException(
                    lowPercent + " and " + highPercent + " percent: must be 1 <= low <= high <= 100");
        }
    }

    /** As an operator says it; what is empty has its default. */
    public static StoreLimits of(
            Optional<ByteSize> quota, int highPercent, int lowPercent, Optional<ByteSize> reserve) {
        return new StoreLimits(bytes(quota), highPercent, lowPercent, bytes(reserve));
    }

    /** Of a program that lets no release go by itself. */
    public static StoreLimits of(StoreConfig config) {
        return of(
                Optional.ofNullable(config.quota()),
                DEFAULT.highPercent,
                DEFAULT.lowPercent,
                Optional.ofNullable(config.reserve()));
    }

    private static OptionalLong bytes(Optional<ByteSize> size) {
        return size.map(ByteSize::bytes).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** What stays free on a file system of that size. */
    long reserveBytes(long diskBytes) {
        return reserveBytes.orElse(Math.min(MAX_RESERVE_BYTES, diskBytes / 100 * RESERVE_PERCENT));
    }
}
