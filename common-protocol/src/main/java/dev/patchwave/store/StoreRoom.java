package dev.patchwave.store;

import java.util.OptionalLong;

/**
 * How much room a {@link ReleaseStore} has at one moment, in bytes. Pure.
 *
 * @param usedBytes that its releases take once all of them is written
 * @param unwrittenBytes of them, at most: promised, and still free on the disk
 * @param freeBytes of the file system, for this program
 * @param diskBytes of the file system
 */
public record StoreRoom(long usedBytes, long unwrittenBytes, long freeBytes, long diskBytes, StoreLimits limits) {
    /** Of the file system, left to journals, logs and state. */
    public long reserveBytes() {
        return limits.reserveBytes(diskBytes);
    }

    /** The most that all releases may take now: the quota, or less when others leave less of the disk. */
    public long capacityBytes() {
        long onDisk = Math.max(0, usedBytes - unwrittenBytes + freeBytes - reserveBytes());
        return Math.min(limits.quotaBytes().orElse(Long.MAX_VALUE), onDisk);
    }

    /** Above this many used bytes releases are to go. */
    public long highBytes() {
        return percentOf(limits.highPercent());
    }

    /** Down to this many. */
    public long lowBytes() {
        return percentOf(limits.lowPercent());
    }

    public boolean isAboveHigh() {
        return usedBytes > highBytes();
    }

    /** How many bytes too few there are for a release of so many; empty when it fits. */
    public OptionalLong lackingBytes(long neededBytes) {
        long lacking = neededBytes - Math.max(0, capacityBytes() - usedBytes);
        return lacking > 0 ? OptionalLong.of(lacking) : OptionalLong.empty();
    }

    /** Whether so many bytes can be written now without breaking into the reserve. */
    boolean admitsWrite(long bytes) {
        return reserveBytes() == 0 || freeBytes - bytes >= reserveBytes(); // Without one the disk itself refuses.
    }

    private long percentOf(int percent) {
        return capacityBytes() / 100 * percent;
    }
}
