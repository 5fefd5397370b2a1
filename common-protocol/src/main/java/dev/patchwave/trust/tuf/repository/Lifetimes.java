package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.TopLevelRole;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How long what is signed now is believed, by the kind of role; delegated roles live as long as targets. Whole seconds, at least one. */
public record Lifetimes(Map<TopLevelRole, Duration> byRole) {
    private static final Map<TopLevelRole, Duration> STANDARD = Map.of(
            TopLevelRole.ROOT, Duration.ofDays(365),
            TopLevelRole.TARGETS, Duration.ofDays(90),
            TopLevelRole.SNAPSHOT, Duration.ofDays(7),
            TopLevelRole.TIMESTAMP, Duration.ofDays(1));

    public Lifetimes {
        var all = new EnumMap<TopLevelRole, Duration>(STANDARD);
        all.putAll(byRole);
        if (all.values().stream().anyMatch(each -> each.toSeconds() < 1)) {
            throw new IllegalArgumentException("a lifetime is at least one second, not " + all);
        }
        byRole = Collections.unmodifiableMap(all);
    }

    /** A year for root, 90 days for targets, a week for snapshot, a day for timestamp. */
    public static Lifetimes standard() {
        return new Lifetimes(Map.of());
    }

    public Duration of(TopLevelRole role) {
        return byRole.get(role);
    }
}
