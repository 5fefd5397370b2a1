package dev.patchwave.trust;

import dev.patchwave.trust.TrustProblem.Reason;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Believes a manifest or a stop order when one of the trusted publisher keys signed exactly these bytes. It does not look at the sequence:
 * see {@link ReleaseSequence}. Immutable, any thread, no I/O.
 */
public final class ManifestVerifier implements ManifestJudge, StopTrust {
    private final SortedMap<String, PublicKey> trusted = new TreeMap<>();

    /** Trusts these Ed25519 keys. @throws IllegalArgumentException when there is none */
    public ManifestVerifier(Collection<PublicKey> trustedKeys) {
        trustedKeys.forEach(key -> trusted.put(PublisherKey.keyId(key), key));
        if (trusted.isEmpty()) {
            throw new IllegalArgumentException("a verifier needs at least one trusted publisher key");
        }
    }

    /**
     * Reads and verifies an envelope of at most {@link ManifestCodec#MAX_ENVELOPE_BYTES}.
     *
     * @throws TrustProblem when it is not to be believed; nothing of it may be used then
     */
    @Override
    public SignedManifest verify(byte[] envelope) throws TrustProblem {
        var read = Envelope.decode(envelope, Envelope.MANIFEST, ManifestCodec.MAX_ENVELOPE_BYTES);
        requireTrusted(Envelope.MANIFEST, "the manifest", read);
        return new SignedManifest(envelope, ManifestCodec.decode(read.payload()));
    }

    @Override
    public SignedStop verifyStop(byte[] envelope) throws TrustProblem {
        var read = Envelope.decode(envelope, SignedStop.PAYLOAD_TYPE, SignedStop.MAX_ENVELOPE_BYTES);
        requireTrusted(SignedStop.PAYLOAD_TYPE, "the stop order", read);
        return new SignedStop(envelope, StopOrder.read(read.payload()));
    }

    /** Verifies it again: an operator who took a key out of the list does not believe its orders any more. */
    @Override
    public SignedStop recallStop(byte[] envelope) throws TrustProblem {
        return verifyStop(envelope);
    }

    private void requireTrusted(String payloadType, String what, Envelope envelope) throws TrustProblem {
        byte[] signedBytes = Envelope.signedBytes(payloadType, envelope.payload());
        boolean known = false;
        for (var signed : envelope.signatures()) {
            var key = trusted.get(signed.keyId());
            known |= key != null;
            if (key != null && isBy(key, signedBytes, signed.signature())) {
                return;
            }
        }
        String names =
                envelope.signatures().stream().map(Envelope.Signed::keyId).toList() + "";
        throw known
                ? new TrustProblem(Reason.BAD_SIGNATURE, what + "'s signature does not match, key " + names)
                : new TrustProblem(
                        Reason.UNKNOWN_KEY, what + " is signed by key " + names + ", trusted are " + trusted.keySet());
    }

    private static boolean isBy(PublicKey key, byte[] bytes, byte[] signature) {
        try {
            var ed25519 = Signature.getInstance(ManifestSigner.ALGORITHM);
            ed25519.initVerify(key);
            ed25519.update(bytes);
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // A signature of the wrong length is an exception to the JDK, to us it is just wrong.
        }
    }
}
