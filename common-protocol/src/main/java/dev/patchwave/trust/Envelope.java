package dev.patchwave.trust;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A DSSE envelope (Dead Simple Signing Envelope 1.0): a payload, its type, and signatures over both.
 *
 * @param payload what is signed
 * @param signatures 1 to {@value #MAX_SIGNATURES}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; lives for one call.
record Envelope(byte[] payload, List<Signed> signatures) {
    static final String MANIFEST = "application/vnd.patchwave.manifest+json";
    static final int MAX_SIGNATURES = 16;

    /** One signature and the name of the key that is said to have made it. */
    @SuppressWarnings("ArrayRecordComponent") // The same.
    record Signed(String keyId, byte[] signature) {}

    private record EnvelopeJson(String payload, String payloadType, List<SignatureJson> signatures) {}

    private record SignatureJson(String keyid, String sig) {}

    byte[] encode(String payloadType) {
        var base64 = Base64.getEncoder();
        return TrustJson.write(new EnvelopeJson(
                base64.encodeToString(payload),
                payloadType,
                signatures.stream()
                        .map(s -> new SignatureJson(s.keyId, base64.encodeToString(s.signature)))
                        .toList()));
    }

    static Envelope decode(byte[] json, String payloadType, int maxBytes) throws TrustProblem {
        var read = TrustJson.read(json, EnvelopeJson.class, maxBytes);
        if (!payloadType.equals(read.payloadType)) {
            throw malformed("payload type '" + read.payloadType + "', not " + payloadType, null);
        }
        if (read.signatures.isEmpty() || read.signatures.size() > MAX_SIGNATURES) {
            throw malformed(read.signatures.size() + " signatures: 1 to " + MAX_SIGNATURES, null);
        }
        if (read.signatures.contains(null)) {
            throw malformed("a signature is null", null);
        }
        try {
            var base64 = Base64.getDecoder();
            return new Envelope(
                    base64.decode(read.payload),
                    read.signatures.stream()
                            .map(s -> new Signed(s.keyid, base64.decode(s.sig)))
                            .toList());
        } catch (IllegalArgumentException e) {
            throw malformed("its payload or a signature is no base64", e);
        }
    }

    /** The bytes that a signature covers (DSSE "pre-authentication encoding"). */
    static byte[] signedBytes(String payloadType, byte[] payload) {
        byte[] head = ("DSSEv1 " + payloadType.length() + " " + payloadType + " " + payload.length + " ")
                .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + payload.length)
                .put(head)
                .put(payload)
                .array();
    }

    private static TrustProblem malformed(String why, Throwable cause) {
        return new TrustProblem(TrustProblem.Reason.MALFORMED, "no envelope: " + why, cause);
    }
}
