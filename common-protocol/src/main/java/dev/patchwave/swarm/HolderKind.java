package dev.patchwave.swarm;

/** What a holder is to the member that fetches from it: the rungs of the ladder, cheapest for the operator first. */
public enum HolderKind {
    PEER("peer"),
    OWN_CACHE("own-cache"),
    OTHER_CACHE("other-cache"),
    SOURCE("source");

    private static final HolderKind[] ALL = values();

    private final String word;

    HolderKind(String word) {
        this.word = word;
    }

    /** The word used in JSON, logs and tables: {@code peer}, {@code own-cache}, {@code other-cache}, {@code source}. */
    public String word() {
        return word;
    }

    /** Reads {@link #word()}. @throws IllegalArgumentException for any other text */
    public static HolderKind parse(String word) {
        for (HolderKind kind : ALL) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "holder kind '" + word + "': expected peer, own-cache, other-cache or source");
    }
}
