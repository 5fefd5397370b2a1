package dev.patchwave.status;

/**
 * How a program's store stands.
 *
 * @param usedBytes of its releases, once all of them is written
 * @param capacityBytes the most that they may take now: the quota, or the disk without its reserve
 * @param freeBytes of the file system
 * @param reserveBytes of them, left to journals, logs and state
 * @param evictedReleases let go for want of room since the start
 * @param scrubbedBytes owned segments that were read again and were right, since the start
 * @param rottenSegments owned segments that were not what the manifest says any more, since the start
 * @param scrubPasses how often all of it was read, since the start
 */
public record DiskStatus(
        long usedBytes,
        long capacityBytes,
        long freeBytes,
        long reserveBytes,
        long evictedReleases,
        long scrubbedBytes,
        long rottenSegments,
        long scrubPasses) {}
