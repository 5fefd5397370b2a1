package dev.patchwave.signal.sip;

import java.util.Arrays;
import java.util.Locale;

/**
 * The mark by which a client of ours is told from every other phone of its owner: an IMS communication service identifier (ICSI, TS
 * 24.229 7.2A.8.2) in the Contact of its REGISTER (RFC 3840). Nobody without it is sent anything that it did not ask for.
 */
public final class FeatureTag {
    /** The media feature tag that lists the communication services of a device. */
    public static final String NAME = "+g.3gpp.icsi-ref";
    /** Our service in it, its colons escaped as TS 24.229 wants. */
    public static final String ICSI = "urn%3Aurn-7%3A3gpp-service.ims.icsi.patchwave.upgrade";
    /** The whole parameter, as a Contact has it. */
    public static final String PARAMETER = NAME + "=\"" + ICSI + "\"";
    /** Value of Accept-Contact that lets a request reach such devices only (RFC 3841 9.2). */
    public static final String ACCEPT_CONTACT = "*;" + PARAMETER + ";require;explicit";

    private FeatureTag() {}

    /** Whether a Contact carries it, among other services perhaps. */
    public static boolean isIn(SipAddress contact) {
        return contact.parameter(NAME)
                .filter(services -> Arrays.stream(services.split(",", -1))
                        .anyMatch(service ->
                                service.strip().toLowerCase(Locale.ROOT).equals(ICSI.toLowerCase(Locale.ROOT))))
                .isPresent();
    }
}
