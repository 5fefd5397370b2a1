package dev.patchwave.client.core;

/** What a device can say of itself. {@link #UNKNOWN} is doubt, and in doubt nothing is uploaded. */
public enum Known {
    YES,
    NO,
    UNKNOWN;

    /** {@code null} is unknown. */
    public static Known of(Boolean answer) {
        if (answer == null) {
            return UNKNOWN;
        }
        return answer ? YES : NO;
    }
}
