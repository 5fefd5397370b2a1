package dev.patchwave.config;

import java.util.List;

/** What must hold of every section that configures TLS, whatever is spoken over it. */
final class TlsRules {
    private static final List<String> CLIENT_AUTHENTICATIONS = List.of("none", "want", "need");

    private TlsRules() {}

    /** Whether those who connect must show a certificate; {@code none} when nothing is said. @throws BadValue when the section contradicts itself */
    static String clientAuthentication(String said, String certificate, String key, List<String> trust) {
        var wanted = BadValue.orElse(said, "none");
        if (!CLIENT_AUTHENTICATIONS.contains(wanted)) {
            throw new BadValue("clientAuthentication", wanted, "none, want or need");
        }
        if ((certificate == null) != (key == null)) {
            throw BadValue.missing(key == null ? "key" : "certificate", "certificate and key together");
        }
        if (!wanted.equals("none") && (certificate == null || trust.isEmpty())) {
            throw new BadValue("clientAuthentication", wanted, "none without certificate, key and trust");
        }
        return wanted;
    }
}
