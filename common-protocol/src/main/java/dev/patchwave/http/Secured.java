package dev.patchwave.http;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * How one connection to our server is secured, and what the other side proved by its certificate. Any thread.
 *
 * @param session of TLS; empty on a plain connection
 */
record Secured(Optional<SSLSession> session) {
    static final Secured PLAIN = new Secured(Optional.empty());

    private static final int DNS_NAME = 2; // RFC 5280 4.2.1.6, by the tags of GeneralName.
    private static final int URI = 6;

    boolean encrypted() {
        return session.isPresent();
    }

    /** The names that a certificate of our authorities proves; empty where none was shown or asked for. */
    Optional<Set<String>> provenNames() {
        return session.flatMap(Secured::shown).map(Secured::names);
    }

    private static Optional<X509Certificate> shown(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? Optional.of(own) : Optional.empty();
        } catch (SSLPeerUnverifiedException nobodyWasAsked) {
            return Optional.empty();
        }
    }

    /** DNS names in lower case, and URIs as they are; of a certificate that cannot be read none. */
    private static Set<String> names(X509Certificate certificate) {
        Collection<List<?>> all;
        try {
            all = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return Set.of();
        }
        var names = new TreeSet<String>();
        for (List<?> name : all == null ? List.<List<?>>of() : all) {
            if (name.get(0).equals(DNS_NAME)) {
                names.add(((String) name.get(1)).toLowerCase(Locale.ROOT));
            } else if (name.get(0).equals(URI)) {
                names.add((String) name.get(1));
            }
        }
        return names;
    }
}
