package dev.patchwave.trust;

import java.util.Arrays;
import java.util.Base64;

/**
 * A stop order together with the signed envelope that it came in, so that it can be passed on unchanged. Whoever holds one got it from
 * {@link ManifestVerifier} or {@link ManifestSigner}.
 *
 * @param envelope the DSSE envelope (JSON); treat it as read-only
 * @param order what the envelope says
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by content.
public record SignedStop(byte[] envelope, StopOrder order) {
    /** One signature and a scope of the longest take 700 bytes. */
    public static final int MAX_ENVELOPE_BYTES = 2 << 10;

    /** The most characters of {@link #toText}. */
    public static final int MAX_TEXT_CHARS = MAX_ENVELOPE_BYTES / 3 * 4 + 4;

    static final String PAYLOAD_TYPE = "application/vnd.patchwave.stop+json";

    /** The envelope as it travels: base64 of its JSON. */
    public String toText() {
        return Base64.getEncoder().encodeToString(envelope);
    }

    /** The envelope that {@link #toText} wrote. @throws TrustProblem when it is too long, or no base64 */
    public static byte[] envelopeOf(String text) throws TrustProblem {
        if (text.length() > MAX_TEXT_CHARS) {
            throw new TrustProblem(TrustProblem.Reason.TOO_LARGE, "a stop order of " + text.length() + " characters");
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new TrustProblem(TrustProblem.Reason.MALFORMED, "no stop order: no base64", e);
        }
    }

    /** What an envelope says, whoever signed it: for words only. @throws TrustProblem when it is no order */
    public static StopOrder unverified(byte[] envelope) throws TrustProblem {
        return StopOrder.read(
                Envelope.decode(envelope, PAYLOAD_TYPE, MAX_ENVELOPE_BYTES).payload());
    }

    /**
     * Reads an envelope that this program verified before it stored it. Checks the form but no signature: never use it on bytes that came
     * from elsewhere.
     *
     * @throws TrustProblem when it is no envelope of an order
     */
    public static SignedStop readBack(byte[] envelope) throws TrustProblem {
        return new SignedStop(envelope, unverified(envelope));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedStop signed && Arrays.equals(envelope, signed.envelope);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(envelope);
    }

    @Override
    public String toString() {
        return "signed: " + order;
    }
}
