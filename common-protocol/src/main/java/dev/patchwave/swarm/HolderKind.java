package dev.patchwave.swarm;

import java.util.Arrays;
import java.util.Locale;

/** What a holder is to the member that fetches from it: the rungs of the ladder, cheapest for the operator first. */
public enum HolderKind {
    PEER,
    OWN_CACHE,
    OTHER_CACHE,
    SOURCE;

    /** The word used in JSON, logs and tables: {@code peer}, {@code own-cache}, {@code other-cache}, {@code source}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@link #word()}. @throws IllegalArgumentException for any other text */
    public static HolderKind parse(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "holder kind '" + word + "': expected peer, own-cache, other-cache or source"));
    }
}
