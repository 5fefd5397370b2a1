package dev.patchwave.signal.sip;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Texts that many subscriptions have in common - routes, our own identity, versions - each kept once under a number.
 *
 * <p>A text gets its number when it comes a second time, so that what is unique to one subscription takes no place here; numbers are
 * never given up. Not thread-safe.
 */
final class SharedTexts {
    static final int MAX_TEXTS = 16_384;
    static final int MAX_LENGTH_CHARS = 256;

    private static final int SEEN_HASHES = 1 << 14;

    private final Map<String, Integer> numbers = new HashMap<>(); // Never iterated.
    private final List<String> texts = new ArrayList<>();
    private final int[] seen = new int[SEEN_HASHES];

    /** The number of a text, which may have got it just now; empty when it is to be written out. */
    OptionalInt number(String text) {
        Integer known = numbers.get(text);
        if (known != null) {
            return OptionalInt.of(known);
        }
        if (text.length() > MAX_LENGTH_CHARS || texts.size() >= MAX_TEXTS || isNew(text)) {
            return OptionalInt.empty();
        }
        numbers.put(text, texts.size());
        texts.add(text);
        return OptionalInt.of(texts.size() - 1);
    }

    /** @throws IllegalArgumentException when no text has this number */
    String text(long number) {
        if (number < 0 || number >= texts.size()) {
            throw new IllegalArgumentException("no shared text " + number);
        }
        return texts.get((int) number);
    }

    private boolean isNew(String text) {
        int hash = text.hashCode();
        int place = (hash ^ hash >>> 16) & SEEN_HASHES - 1;
        boolean isNew = seen[place] != hash;
        seen[place] = hash;
        return isNew;
    }
}
