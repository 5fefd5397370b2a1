package dev.patchwave.client.core;

import java.util.OptionalInt;

/**
 * How the device is placed at this moment, as far as uploading is concerned.
 *
 * @param metered whether the access is charged by volume
 * @param roaming whether the device is in a foreign network
 * @param charging it runs on external power, as a device without a battery always does
 * @param batteryPercent empty when there is none, or none that says how full it is
 */
public record Conditions(Known metered, Known roaming, boolean charging, OptionalInt batteryPercent) {
    /** A device on mains power and an unmetered home access. */
    public static Conditions fixed() {
        return new Conditions(Known.NO, Known.NO, true, OptionalInt.empty());
    }
}
