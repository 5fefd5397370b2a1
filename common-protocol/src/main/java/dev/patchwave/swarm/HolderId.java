package dev.patchwave.swarm;

import dev.patchwave.release.Digest;
import dev.patchwave.signal.InstanceId;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The opaque name of a holder or member within a swarm; never an IMS identity. 1 to 80 of {@code A-Z a-z 0-9 . _ : -}. */
public record HolderId(String value) implements Comparable<HolderId> {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,79}");

    private static final int DEVICE_HEX_DIGITS = 24;

    public HolderId {
        if (!ALLOWED.matcher(value).matches()) {
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

    @Override
    public int compareTo(HolderId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
