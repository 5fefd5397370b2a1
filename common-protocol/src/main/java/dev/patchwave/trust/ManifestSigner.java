package dev.patchwave.trust;

import dev.patchwave.release.Manifest;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;

/** Signs manifests and stop orders with a publisher's Ed25519 key, into DSSE envelopes. Any thread. */
public final class ManifestSigner {
    static final String ALGORITHM = "Ed25519";

    private final PrivateKey key;
    private final String keyId;

    /** Signs with {@code key}, and names it {@code keyId}. */
    public ManifestSigner(PrivateKey key, String keyId) {
        this.key = key;
        this.keyId = keyId;
    }

    /** Signs with a publisher's key. */
    public ManifestSigner(PublisherKey key) {
        this(key.privateKey(), key.keyId());
    }

    /** Signs; the same manifest always gives the same bytes. @throws IllegalArgumentException when it is cut too finely */
    public SignedManifest sign(Manifest manifest) {
        byte[] payload = ManifestCodec.encode(manifest);
        return new SignedManifest(envelope(Envelope.MANIFEST, payload), manifest);
    }

    /** Signs a stop or resume order. */
    public SignedStop sign(StopOrder order) {
        return new SignedStop(envelope(SignedStop.PAYLOAD_TYPE, order.toBytes()), order);
    }

    private byte[] envelope(String payloadType, byte[] payload) {
        byte[] signature = sign(Envelope.signedBytes(payloadType, payload));
        return new Envelope(payload, List.of(new Envelope.Signed(keyId, signature))).encode(payloadType);
    }

    private byte[] sign(byte[] bytes) {
        try {
            var ed25519 = Signature.getInstance(ALGORITHM);
            ed25519.initSign(key);
            ed25519.update(bytes);
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the publisher's key cannot sign", e);
        }
    }
}
