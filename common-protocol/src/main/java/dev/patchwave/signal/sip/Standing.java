package dev.patchwave.signal.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a network granted with a registration: how our requests go out until the next one (TS 24.229 5.1.1.2.1).
 *
 * @param identity the public identity to use: the wanted one, or the network's default where it does not know that one
 * @param serviceRoutes values of Service-Route (RFC 3608), topmost first, to follow the P-CSCF outside dialogs
 * @param gruu our globally routable URI (RFC 5627), when the registrar gave one
 */
record Standing(String identity, List<String> serviceRoutes, Optional<String> gruu) {
    Standing {
        serviceRoutes = List.copyOf(serviceRoutes);
    }

    /** Before any registration, and where no network says more. */
    static Standing initial(String identity) {
        return new Standing(identity, List.of(), Optional.empty());
    }

    /** Reads the 200 to a REGISTER. What is malformed in it counts as absent, since nothing in it is worth losing the registration. */
    static Standing of(SipResponse accepted, Registrant registrant) {
        return new Standing(
                identity(accepted.headers(), registrant.identity()),
                serviceRoutes(accepted.headers()),
                registrant.binding(accepted).flatMap(Standing::gruu));
    }

    /** The wanted identity where it is among the associated ones, else the first SIP URI: the default (TS 24.229 5.1.1.2.1). */
    private static String identity(SipHeaders headers, String wanted) {
        var associated = new ArrayList<String>();
        for (SipAddress address : headers.addresses("P-Associated-URI")) {
            if (address.uri().indexOf(',') >= 0 || address.uri().indexOf(' ') >= 0) {
                return wanted; // Some cores put a whole list between two brackets: none of it can be relied on.
            }
            addressOfRecord(address.uri()).ifPresent(associated::add);
        }
        boolean known = addressOfRecord(wanted).filter(associated::contains).isPresent();
        return known || associated.isEmpty() ? wanted : associated.getFirst();
    }

    private static List<String> serviceRoutes(SipHeaders headers) {
        List<String> routes = headers.all("Service-Route");
        return routes.stream().allMatch(Standing::isRoute) ? routes : List.of();
    }

    private static boolean isRoute(String value) {
        try {
            return !SipAddress.parse(value).sipUri().host().isEmpty();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static Optional<String> gruu(SipAddress contact) {
        return contact.parameter("pub-gruu").filter(uri -> addressOfRecord(uri).isPresent());
    }

    private static Optional<String> addressOfRecord(String uri) {
        try {
            return Optional.of(SipUri.parse(uri).addressOfRecord());
        } catch (IllegalArgumentException noSipUri) {
            return Optional.empty(); // tel: for instance.
        }
    }
}
