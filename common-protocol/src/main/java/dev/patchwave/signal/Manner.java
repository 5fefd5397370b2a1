package dev.patchwave.signal;

import java.util.Locale;

/** How a campaign that an admin orders brings its subscribers to the release. */
public enum Manner {
    /** The user may decide, until the deadline. */
    OFFERED,
    /** The client upgrades at once, after its part of the spread. */
    FORCED;

    /** The word in JSON, logs and commands: {@code offered}, {@code forced}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
