package dev.patchwave.source.ims;

import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipUri;
import dev.patchwave.source.core.AccessNetwork;
import dev.patchwave.source.core.AddressPrefix;
import dev.patchwave.source.core.Location;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Reads out of a request where its sender is, and how far that may be believed. */
public final class Whereabouts {
    private static final String ACCESS = "P-Access-Network-Info";

    private Whereabouts() {}

    /** What came through the core: marks of the network are its own (RFC 7315 4.4). */
    static Location throughTheCore(SipRequest request, Optional<InetAddress> address) {
        return told(request, Optional.empty(), address);
    }

    static Location told(SipRequest request, Optional<String> visitedNetwork, Optional<InetAddress> address) {
        return new Location(access(request), visitedNetwork, address);
    }

    /** What a device itself says, whatever marks it carries. */
    public static Location byOwnWord(SipRequest request, Optional<InetAddress> address) {
        return new Location(unmarked(access(request)), Optional.empty(), address);
    }

    /** The address in a contact; empty when it is a name, which would have to be looked up. */
    static Optional<InetAddress> address(String contactUri) {
        try {
            String host = SipUri.parse(contactUri).host();
            return Optional.of(
                    AddressPrefix.address(host.startsWith("[") ? host.substring(1, host.length() - 1) : host));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static List<AccessNetwork> access(SipRequest request) {
        return request.headers().all(ACCESS).stream()
                .flatMap(value -> AccessNetwork.parse(value).stream())
                .toList();
    }

    private static List<AccessNetwork> unmarked(List<AccessNetwork> access) {
        return access.stream()
                .map(network -> new AccessNetwork(network.cell(), false))
                .toList();
    }
}
