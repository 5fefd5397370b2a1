package dev.patchwave.source.core;

/** How far one instance has come in one campaign. */
public enum Progress {
    /** To be signalled, or being signalled. */
    PENDING,
    /** Took the signal; has not said what it makes of it. */
    SIGNALLED,
    /** Says that it is fetching. */
    STARTED,
    /** Runs the release. */
    INSTALLED,
    /** Says that it could not install it. */
    FAILED,
    /** Ran the release, or a later one, before it was signalled. */
    CURRENT,
    /** Not reachable; told when it registers again. */
    AWAY,
    /** Does not understand such signals (415, 489): not one of our clients. */
    REFUSED,
    /** Neither installed nor failed when the campaign closed. */
    GIVEN_UP;

    /** Whether nothing more is to be told to the instance in this campaign. */
    public boolean settled() {
        return this == INSTALLED || this == FAILED || this == CURRENT || this == REFUSED || this == GIVEN_UP;
    }

    /** Whether a restart must know it; the rest follows from who is registered. PENDING is kept when a signal leaves. */
    boolean durable() {
        return this == SIGNALLED || this == STARTED || this == INSTALLED || this == FAILED || this == REFUSED;
    }
}
