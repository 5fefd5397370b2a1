package dev.patchwave.swarm;

import java.net.URI;
import java.util.Optional;

/**
 * Where a member's data plane is reached, and how it is known to be the member's.
 *
 * @param base {@code http://host:port} or {@code https://host:port}, without a path
 * @param pin the one certificate that is believed there; empty believes what the authorities that one trusts say of the host
 */
public record Place(URI base, Optional<CertificatePin> pin) {
    /** Known by its address, or by the authorities that one trusts. */
    public static Place at(URI base) {
        return new Place(base, Optional.empty());
    }
}
