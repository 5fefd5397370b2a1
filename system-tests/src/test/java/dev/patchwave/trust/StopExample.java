package dev.patchwave.trust;

/** Stop orders of the documents, read by what production reads them with; it is not public elsewhere. */
public final class StopExample {
    private StopExample() {}

    /**
     * Reads and writes one.
     *
     * @param role "stop" for the payload, else the envelope
     */
    public static byte[] again(String role, byte[] json) throws TrustProblem {
        if (role.equals("stop")) {
            return StopOrder.read(json).toBytes();
        }
        SignedStop.unverified(json);
        return Envelope.decode(json, SignedStop.PAYLOAD_TYPE, SignedStop.MAX_ENVELOPE_BYTES)
                .encode(SignedStop.PAYLOAD_TYPE);
    }
}
