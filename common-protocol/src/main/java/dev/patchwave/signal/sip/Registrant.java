package dev.patchwave.signal.sip;

import dev.patchwave.signal.InstanceId;
import java.util.Optional;

/**
 * Who registers, as far as the life of a registration depends on it.
 *
 * @param identity the public identity that is wanted
 * @param contactUri ours, to find what was granted to us among the bindings that the registrar lists
 * @param instance finds our binding where the network has rewritten the URI
 * @param isBehindProxy whether a P-CSCF stands between: then the network says how requests go out, and may forget us
 */
record Registrant(String identity, String contactUri, InstanceId instance, boolean isBehindProxy) {
    /** Our binding among those in the answer to a REGISTER, by its URI or else by its instance. */
    Optional<SipAddress> binding(SipResponse accepted) {
        var contacts = accepted.headers().addresses("Contact");
        return contacts.stream()
                .filter(contact -> isOurs(contact.uri()))
                .findFirst()
                .or(() -> contacts.stream().filter(this::isOurInstance).findFirst());
    }

    private boolean isOurs(String uri) {
        try {
            SipUri theirs = SipUri.parse(uri);
            SipUri ours = SipUri.parse(contactUri);
            return theirs.addressOfRecord().equals(ours.addressOfRecord())
                    && theirs.portOrDefault() == ours.portOrDefault();
        } catch (IllegalArgumentException noSipUri) {
            return false;
        }
    }

    private boolean isOurInstance(SipAddress contact) {
        return contact.parameter("+sip.instance")
                .filter(value -> value.equalsIgnoreCase("<" + instance + ">"))
                .isPresent();
    }
}
