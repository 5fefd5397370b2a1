package dev.patchwave.client.core;

import java.time.Duration;

/**
 * Under which conditions the owner of the device lets it upload to others.
 *
 * @param consent whether uploads are allowed at all
 * @param onMetered also where the access is charged by volume, or may be
 * @param whileRoaming also in a foreign network, or what may be one
 * @param minBatteryPercent 0 to 100; below it only while charging
 * @param rateBitsPerSecond the most that is uploaded, above 0
 * @param quotaBytes the most that is uploaded in {@code quotaPeriod}, 0 or more
 * @param quotaPeriod above 0; a new period starts with the first upload after the last one ended
 * @param hours of the day
 */
public record SharingPolicy(
        boolean consent,
        boolean onMetered,
        boolean whileRoaming,
        int minBatteryPercent,
        long rateBitsPerSecond,
        long quotaBytes,
        Duration quotaPeriod,
        SharingHours hours) {
    public SharingPolicy {
        if (minBatteryPercent < 0 || minBatteryPercent > 100) {
            throw new IllegalArgumentException("battery " + minBatteryPercent + " %: must be 0 to 100");
        }
        if (rateBitsPerSecond < 1 || quotaBytes < 0 || !quotaPeriod.isPositive()) {
            throw new IllegalArgumentException("upload at " + rateBitsPerSecond + " bit/s, " + quotaBytes + " bytes in "
                    + quotaPeriod + ": rate and period must be above 0, the quota 0 or more");
        }
    }

    /** The same with another answer of the user. */
    SharingPolicy withConsent(boolean given) {
        return new SharingPolicy(
                given, onMetered, whileRoaming, minBatteryPercent, rateBitsPerSecond, quotaBytes, quotaPeriod, hours);
    }
}
