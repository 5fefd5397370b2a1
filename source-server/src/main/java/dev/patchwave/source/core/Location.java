package dev.patchwave.source.core;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Everything a REGISTER or SUBSCRIBE says about where its sender is. The shell fills in only what it may believe: headers of
 * the network only from a trusted neighbour (RFC 3325 2).
 *
 * @param access values of P-Access-Network-Info
 * @param visitedNetwork P-Visited-Network-ID (RFC 7315 4.3)
 * @param address the user's address: of its contact, or where the request came from
 */
public record Location(List<AccessNetwork> access, Optional<String> visitedNetwork, Optional<InetAddress> address) {
    public Location {
        access = List.copyOf(access);
    }

    /** Nothing but an address, as in standalone mode. */
    public static Location at(InetAddress address) {
        return new Location(List.of(), Optional.empty(), Optional.of(address));
    }
}
