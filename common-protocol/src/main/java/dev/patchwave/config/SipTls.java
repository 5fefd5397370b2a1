package dev.patchwave.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * How a program speaks SIP over TLS (RFC 3261 26.3.1, RFC 5922). Without this section it speaks none.
 *
 * @param port where it listens for TLS, on the host of its SIP address; 0 takes any free one; 5061 unless told otherwise
 * @param certificate PEM file of its certificate and those that lead to the authority, its own first; none for a program that only connects
 * @param key PEM file of the private key in PKCS#8 ({@code BEGIN PRIVATE KEY}), without a password; there if and only if {@code certificate} is
 * @param trust PEM files of the authorities that others' certificates must come from; none means those that Java trusts
 * @param clientAuthentication whether those who connect must show a certificate of these authorities: {@code none}, {@code want}, {@code need}
 * @param verifyHost whether whom we connect to must show a certificate for the host that we meant; off only in a lab
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SipTls(
        Integer port,
        String certificate,
        String key,
        List<String> trust,
        String clientAuthentication,
        Boolean verifyHost) {
    public static final int DEFAULT_PORT = 5061;

    private static final int MAX_PORT = 65_535;

    public SipTls {
        port = BadValue.inRange("port", port, DEFAULT_PORT, 0, MAX_PORT);
        trust = List.copyOf(BadValue.orElse(trust, List.of()));
        verifyHost = BadValue.orElse(verifyHost, true);
        clientAuthentication = TlsRules.clientAuthentication(clientAuthentication, certificate, key, trust);
    }
}
