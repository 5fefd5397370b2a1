package dev.patchwave.signal.sip;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Which hosts and SIP domains a certificate speaks for (RFC 5922 7.1): those of its {@code sip:} URIs without a user, or else its DNS names;
 * compared whole and without case, never by wildcard (7.2). A host of digits must be among its addresses. The common name counts for nothing.
 */
final class CertifiedHosts {
    private static final int DNS_NAME = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    private CertifiedHosts() {}

    /** @param host a name or an address as in a URI, without brackets */
    static boolean includes(X509Certificate certificate, String host) {
        if (new Destination(host, 0, SipTransport.TLS).isNumeric() || host.indexOf(':') >= 0) {
            return values(certificate, ADDRESS).stream().anyMatch(address -> sameAddress(address, host));
        }
        List<String> domains = values(certificate, URI).stream()
                .map(CertifiedHosts::sipDomain)
                .filter(domain -> !domain.isEmpty())
                .toList();
        List<String> names = domains.isEmpty() ? values(certificate, DNS_NAME) : domains;
        return names.stream().anyMatch(name -> name.equalsIgnoreCase(host));
    }

    private static boolean sameAddress(String certified, String host) {
        // Both are literals, so no name server is asked.
        return new Destination(certified, 1, SipTransport.TLS)
                .resolved()
                .equals(new Destination(host, 1, SipTransport.TLS).resolved());
    }

    /** The domain of {@code sip:domain}; empty for any other URI. */
    private static String sipDomain(String text) {
        if (!text.toLowerCase(Locale.ROOT).startsWith("sip:")) {
            return "";
        }
        try {
            SipUri uri = SipUri.parse(text);
            return uri.user().isEmpty() ? uri.host() : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static List<String> values(X509Certificate certificate, int type) {
        List<String> values = new ArrayList<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (name.get(0).equals(type) && name.get(1) instanceof String value) {
                    values.add(value);
                }
            }
        } catch (CertificateParsingException e) {
            return List.of(); // Who cannot be read speaks for nobody.
        }
        return values;
    }
}
