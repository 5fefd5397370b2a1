package dev.patchwave.token;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which key signs now, and which are published: a new key is published before it signs, so that everybody knows it by then, and stays published
 * until the last token that it signed is over. Pure and immutable.
 *
 * @param published the signing one among them, the oldest first; at most {@value TokenKeySet#MAX_KEYS}
 */
public record KeyRing(TokenKey signing, List<TokenKey> published) {
    /** A key and when it was made. */
    public record Dated(Instant made, TokenKey key) {}

    /**
     * Decides.
     *
     * @param keys one or more, in any order
     * @param publishedBefore how long a key is published before it signs
     * @param tokenLife how long a token is good for after it was signed, clock skew included
     */
    public static KeyRing of(List<Dated> keys, Instant now, Duration publishedBefore, Duration tokenLife) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no key to sign with");
        }
        var sorted = keys.stream().sorted(Comparator.comparing(Dated::made)).toList();
        int signing = 0;
        for (int i = 1; i < sorted.size(); i++) {
            if (!sorted.get(i).made().plus(publishedBefore).isAfter(now)) {
                signing = i;
            }
        }
        var published = new ArrayList<TokenKey>();
        for (int i = 0; i < sorted.size(); i++) {
            boolean over = i < signing
                    && !sorted.get(i + 1)
                            .made()
                            .plus(publishedBefore)
                            .plus(tokenLife)
                            .isAfter(now);
            if (!over) {
                published.add(sorted.get(i).key());
            }
        }
        int most = Math.min(published.size(), TokenKeySet.MAX_KEYS);
        return new KeyRing(
                sorted.get(signing).key(), List.copyOf(published.subList(published.size() - most, published.size())));
    }
}
