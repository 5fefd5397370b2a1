package dev.patchwave.signal;

import java.util.regex.Pattern;

/** An IMS public user identity, a SIP URI without parameters such as {@code sip:alice@op.example} (TS 23.003 13.4). */
public record SubscriberId(String uri) implements Comparable<SubscriberId> {
    private static final Pattern ALLOWED = Pattern.compile("sips?:[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}");

    public SubscriberId {
        if (!ALLOWED.matcher(uri).matches()) {
            throw new IllegalArgumentException(
                    "subscriber '" + uri + "': expected sip:user@domain, e.g. sip:alice@op.example");
        }
    }

    @Override
    public int compareTo(SubscriberId other) {
        return uri.compareTo(other.uri);
    }

    @Override
    public String toString() {
        return uri;
    }
}
