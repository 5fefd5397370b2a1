package dev.patchwave.signal.sip;

import java.util.regex.Pattern;

/**
 * How a client of ours is told from the other devices of a subscriber: the IMS communication service identifier in its Contact, as a
 * media feature tag (RFC 3840, TS 24.229 7.9.2). Nobody without it is sent anything that it did not ask for.
 */
public final class FeatureTag {
    /** The service's URN. */
    public static final String ICSI = "urn:urn-7:3gpp-service.ims.icsi.patchwave.upgrade";

    /** The parameter of Contact as it is written, colons escaped (TS 24.229 7.9.2). */
    public static final String CLIENT = "+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service.ims.icsi.patchwave.upgrade\"";

    /** Value of Accept-Contact that lets a request reach such devices only (RFC 3841 9.2). */
    public static final String ACCEPT_CONTACT = "*;" + CLIENT + ";require;explicit";

    private static final String NAME = "+g.3gpp.icsi-ref";
    private static final Pattern COMMA = Pattern.compile(",");

    private FeatureTag() {}

    /** Whether a Contact is one of our clients'; others may list several services. */
    public static boolean isClient(SipAddress contact) {
        return contact.parameter(NAME).stream()
                .flatMap(COMMA::splitAsStream)
                .anyMatch(one ->
                        one.strip().replace("%3A", ":").replace("%3a", ":").equalsIgnoreCase(ICSI));
    }
}
