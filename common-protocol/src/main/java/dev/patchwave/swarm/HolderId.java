package dev.patchwave.swarm;

import dev.patchwave.release.Digest;
import dev.patchwave.signal.InstanceId;
import java.nio.charset.StandardCharsets;

/** The opaque name of a holder or member within a swarm; never an IMS identity. 1 to 80 of {@code A-Z a-z 0-9 . _ : -}. */
public record HolderId(String value) implements Comparable<HolderId> {
    private static final int MOST_CHARS = 80;
    private static final int DEVICE_HEX_DIGITS = 24;

    public HolderId {
        if (!isAllowed(value)) {
            throw new IllegalArgumentException(
                    "holder '" + value + "': 1 to 80 characters of A-Z, a-z, 0-9, . _ : and -");
        }
    }

    /**
     * The name of a device in every swarm: made of its instance by a one-way function, so that whoever is told the instance can tell whether the
     * name is its own, and the name alone says nothing.
     */
    public static HolderId of(InstanceId instance) {
        String digest = Digest.of(("patchwave member " + instance).getBytes(StandardCharsets.UTF_8))
                .toString();
        return new HolderId("p-" + digest.substring(0, DEVICE_HEX_DIGITS));
    }

    /** By hand, since each report and each plan names some: a regular expression takes longer than the rest of reading it. */
    private static boolean isAllowed(String value) {
        boolean allowed = !value.isEmpty() && value.length() <= MOST_CHARS && isAlphanumeric(value.charAt(0));
        for (int at = 1; allowed && at < value.length(); at++) {
            char c = value.charAt(at);
            allowed = isAlphanumeric(c) || c == '.' || c == '_' || c == ':' || c == '-';
        }
        return allowed;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    /** Mostly of the same name twice, which is told without reading it. */
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof HolderId id && value.equals(id.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
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
