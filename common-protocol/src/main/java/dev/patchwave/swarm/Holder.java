package dev.patchwave.swarm;

import java.net.URI;
import java.util.Optional;

/**
 * Somebody who can serve segments, and how to reach it.
 *
 * @param id its name in the swarm
 * @param kind what it is to the member that reads this
 * @param uri base of its data plane, {@code http://host:port} or {@code https://host:port}, without a path
 * @param pin the one certificate that is believed there; empty believes what the authorities that one trusts say of the host
 */
public record Holder(HolderId id, HolderKind kind, URI uri, Optional<CertificatePin> pin) {
    public Holder {
        if (pin.isPresent() && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("certificate of '" + uri + "': only at https");
        }
    }

    /** Known by its address, or by the authorities that one trusts. */
    public Holder(HolderId id, HolderKind kind, URI uri) {
        this(id, kind, uri, Optional.empty());
    }

    /** One that is reached at {@code place}. */
    public Holder(HolderId id, HolderKind kind, Place place) {
        this(id, kind, place.base(), place.pin());
    }

    /** Where it is reached. */
    public Place place() {
        return new Place(uri, pin);
    }

    boolean isAt(Place place) {
        return uri.equals(place.base()) && pin.equals(place.pin());
    }

    /**
     * {@code text} with the holder's name wherever it says the address, in whatever way that is written. For logs: where a
     * member is stays within the swarm.
     */
    public String named(String text) {
        return text.replaceAll("[^\\s/]+:" + uri.getPort() + "\\b", id.toString());
    }
}
