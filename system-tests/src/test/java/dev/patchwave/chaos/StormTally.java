package dev.patchwave.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often who was killed, and what it did; says so now and then. One thread. */
final class StormTally {
    private static final int TOLD_EVERY_KILLS = 50;

    private final long startedNanos = System.nanoTime();
    private final Map<String, Integer> killsByKind = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private int kills;
    private int killsWhileStarting;
    private int campaigns;
    private int toldKills;

    int kills() {
        return kills;
    }

    int campaigns() {
        return campaigns;
    }

    void campaign() {
        campaigns++;
    }

    /**
     * SIGKILLs of one kind of program, e.g. {@code cache}.
     *
     * @param whileStarting how many of them hit it as it started
     */
    void killed(String kind, int times, int whileStarting) {
        killsByKind.merge(kind, times, Integer::sum);
        kills += times;
        killsWhileStarting += whileStarting;
    }

    boolean hasKilled(String kind) {
        return killsByKind.containsKey(kind);
    }

    void found(Collection<Finding> what) {
        findings.addAll(what);
    }

    boolean nothingFound() {
        return findings.isEmpty();
    }

    List<Finding> findings() {
        return findings;
    }

    /** Prints how it stands, if enough happened since it last did. */
    void tellProgress() {
        if (kills - toldKills >= TOLD_EVERY_KILLS) {
            toldKills = kills;
            System.out.println(this);
        }
    }

    @Override
    public String toString() {
        var sorts = Arrays.stream(Finding.Kind.values())
                .map(kind -> kind + " "
                        + findings.stream().filter(it -> it.kind() == kind).count())
                .collect(Collectors.joining(", "));
        double minutes = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis() / 60_000.0;
        return String.format(
                Locale.ROOT,
                "%d kills %s, %d of them while starting, in %d campaigns, %.1f minutes: %s",
                kills,
                killsByKind,
                killsWhileStarting,
                campaigns,
                minutes,
                sorts);
    }
}
