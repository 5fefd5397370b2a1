package dev.patchwave.swarm;

import dev.patchwave.release.Digest;

/**
 * The fingerprint of a certificate that a member made for itself: SHA-256 of its DER form. Whoever is sent to that member by its
 * origin takes this certificate for the right one, and no other.
 *
 * <p>Its text does not show it, so that no log names a peer's address and its certificate together.
 */
public record CertificatePin(Digest sha256) {
    /** Of a certificate in DER. */
    public static CertificatePin of(byte[] der) {
        return new CertificatePin(Digest.of(der));
    }

    /** Reads 64 hex digits. @throws IllegalArgumentException when the text is anything else */
    public static CertificatePin parse(String hex) {
        return new CertificatePin(Digest.parse(hex));
    }

    /** As it is sent. */
    public String hex() {
        return sha256.toString();
    }

    @Override
    public String toString() {
        return "pinned";
    }
}
