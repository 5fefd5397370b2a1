package dev.patchwave.trust;

import dev.patchwave.release.Manifest;
import java.util.Arrays;

/**
 * A manifest together with the signed envelope it came in, byte for byte, so that it can be passed on unchanged.
 *
 * <p>Whoever holds one of these got it from {@link ManifestVerifier}, {@link ManifestSigner}, or back from its own disk by
 * {@link #readBack}.
 *
 * @param envelope the DSSE envelope (JSON); treat it as read-only
 * @param manifest what the envelope says
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content, and too large to copy at each access.
public record SignedManifest(byte[] envelope, Manifest manifest) {
    /**
     * Reads an envelope that this program verified before it stored it. Checks the form but no signature: never use it
     * on bytes that came from elsewhere.
     *
     * @throws TrustProblem when it is no envelope of a manifest
     */
    public static SignedManifest readBack(byte[] envelope) throws TrustProblem {
        return new SignedManifest(
                envelope,
                ManifestCodec.decode(Envelope.decode(envelope, Envelope.MANIFEST, ManifestCodec.MAX_ENVELOPE_BYTES)
                        .payload()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedManifest signed && Arrays.equals(envelope, signed.envelope);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(envelope);
    }

    @Override
    public String toString() {
        return "signed " + manifest.release() + " sequence " + manifest.sequence();
    }
}
