package dev.patchwave.client.core;

import java.util.OptionalInt;

/**
 * How the device is placed at this moment, as far as uploading is concerned.
 *
 * @param metered the access is charged by volume
 * @param roaming the device is in a foreign network
 * @param charging it runs on external power
 * @param batteryPercent empty for a device without a battery
 */
public record Conditions(boolean metered, boolean roaming, boolean charging, OptionalInt batteryPercent) {
    /** A device on mains power and an unmetered home access. */
    public static Conditions fixed() {
        return new Conditions(false, false, true, OptionalInt.empty());
    }
}
