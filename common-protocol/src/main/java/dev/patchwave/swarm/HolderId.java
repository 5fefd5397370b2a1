package dev.patchwave.swarm;

import java.util.regex.Pattern;

/** The opaque name of a holder or member within a swarm; never an IMS identity. 1 to 80 of {@code A-Z a-z 0-9 . _ : -}. */
public record HolderId(String value) implements Comparable<HolderId> {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,79}");

    public HolderId {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "holder '" + value + "': 1 to 80 characters of A-Z, a-z, 0-9, . _ : and -");
        }
    }

    @Override
    public int compareTo(HolderId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
