package dev.patchwave.client.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.patchwave.config.BadValue;
import dev.patchwave.config.HttpTls;
import java.util.List;

/**
 * How a client speaks HTTP over TLS: whom it trusts at {@code https}, what it shows there, and how it serves its peers.
 *
 * @param certificate PEM file of what it shows to caches and the source; they want none of a client
 * @param key PEM file of the private key in PKCS#8, without a password; there if and only if {@code certificate} is
 * @param trust PEM files of the authorities that certificates of caches and of the source must come from; none means those that Java trusts
 * @param verifyHost whether they must show a certificate for the host that we meant; off only in a lab
 * @param peers whether peers are served by {@code https} too, with a certificate that is made at each start
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientTls(String certificate, String key, List<String> trust, Boolean verifyHost, Boolean peers) {
    public ClientTls {
        trust = List.copyOf(BadValue.orElse(trust, List.of()));
        verifyHost = BadValue.orElse(verifyHost, true);
        peers = BadValue.orElse(peers, true);
        new HttpTls(certificate, key, trust, "none", verifyHost); // Complains of what does not go together.
    }

    /** For connections to caches and the source. */
    HttpTls connecting() {
        return new HttpTls(certificate, key, trust, "none", verifyHost);
    }
}
