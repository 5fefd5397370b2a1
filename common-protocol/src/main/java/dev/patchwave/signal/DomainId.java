package dev.patchwave.signal;

import java.util.regex.Pattern;

/** The name of a domain: an area of the network with its own caches. 1 to 63 of {@code a-z 0-9 . -}. */
public record DomainId(String value) implements Comparable<DomainId> {
    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

    public DomainId {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "domain '" + value + "': 1 to 63 characters of a-z, 0-9, . and -, starting with a letter or digit");
        }
    }

    @Override
    public int compareTo(DomainId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
