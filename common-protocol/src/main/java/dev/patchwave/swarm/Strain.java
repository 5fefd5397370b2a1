package dev.patchwave.swarm;

import java.util.Arrays;
import java.util.Locale;

/** How the members of a swarm fare, as its origin (a cache) tells the origin above it (the source). */
public enum Strain {
    /** There are none that lack anything. */
    IDLE,
    /** They get what they ask for. */
    EASY,
    /** They would take more, and the uplinks are taken: the cache should not be asked to feed other domains. */
    CROWDED,
    /** They would take more, and what is missing is content: the cache should get it from wherever it can. */
    STARVING;

    /** The word in JSON: {@code idle}, {@code easy}, {@code crowded}, {@code starving}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word()}. @throws IllegalArgumentException for any other text */
    public static Strain parse(String word) {
        return Arrays.stream(values())
                .filter(strain -> strain.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + word + "': expected idle, easy, crowded or starving"));
    }
}
