package dev.patchwave.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How a program speaks HTTP over TLS (RFC 9110 4.2.2). With a certificate a source or cache serves by {@code https} only; without
 * this section everything that it serves is plain, and {@code https} of others is believed by the authorities that Java trusts.
 *
 * @param certificate PEM file of its certificate and those that lead to the authority, its own first; none for a program that only connects
 * @param key PEM file of the private key in PKCS#8 ({@code BEGIN PRIVATE KEY}), without a password; there if and only if {@code certificate} is
 * @param trust PEM files of the authorities that others' certificates must come from; none means those that Java trusts
 * @param clientAuthentication whether those who connect must show a certificate of these authorities: {@code none}, {@code want}, {@code need};
 *     {@code want} unless told otherwise where a certificate is there, so that source and caches can prove who they are
 * @param verifyHost whether whom we connect to must show a certificate for the host that we meant; off only in a lab
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpTls(
        String certificate, String key, List<String> trust, String clientAuthentication, Boolean verifyHost) {

    public HttpTls {
        trust = List.copyOf(BadValue.orElse(trust, List.of()));
        verifyHost = BadValue.orElse(verifyHost, true);
        if (certificate != null && trust.isEmpty() && clientAuthentication == null) {
            throw BadValue.missing(
                    "trust", "the authorities of those who prove who they are, or clientAuthentication: none");
        }
        clientAuthentication = TlsRules.clientAuthentication(
                BadValue.orElse(clientAuthentication, certificate == null ? "none" : "want"), certificate, key, trust);
    }

    /** Whether those who connect are asked who they are. */
    public boolean asksWhoConnects() {
        return !clientAuthentication.equals("none");
    }

    /** Whether it can serve by TLS, and not only connect. */
    public boolean serves() {
        return certificate != null;
    }
}
