package dev.patchwave.signal;

import java.util.UUID;

/** One device of a subscriber, as its {@code +sip.instance} names it: {@code urn:uuid:...} (RFC 5626 4.1). */
public record InstanceId(UUID uuid) implements Comparable<InstanceId> {
    private static final String PREFIX = "urn:uuid:";

    /** Reads {@code urn:uuid:...}. @throws IllegalArgumentException when the text is of another form */
    public static InstanceId parse(String urn) {
        if (!urn.startsWith(PREFIX)) {
            throw new IllegalArgumentException("instance '" + urn + "': expected urn:uuid: and a UUID");
        }
        return new InstanceId(UUID.fromString(urn.substring(PREFIX.length())));
    }

    @Override
    public int compareTo(InstanceId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return PREFIX + uuid;
    }
}
