package dev.patchwave.signal.sip;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Requests as they come to the source's roles in these tests: from Alice's phone, without a network. */
final class SipRequests {
    static final String ALICE = "sip:alice@op.example";
    static final DigestCredentials CREDENTIALS = new DigestCredentials("alice@op.example", "wonderland");
    static final InetSocketAddress PHONE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5062);

    private SipRequests() {}

    /** A request of Alice with these further headers, in pairs. */
    static SipRequest of(String method, String requestUri, long cseq, String... namesAndValues) {
        SipHeaders headers = SipHeaders.of(
                        "From", "<" + ALICE + ">;tag=a1",
                        "Call-ID", "call-1@phone",
                        "CSeq", cseq + " " + method)
                .with(SipHeaders.of(namesAndValues));
        if (!headers.has("To")) {
            headers = headers.with("To", "<" + (method.equals("REGISTER") ? ALICE : requestUri) + ">");
        }
        return new SipRequest(method, requestUri, headers, SipBody.NONE, PHONE, SipTransport.UDP);
    }

    static SipRequest with(SipRequest request, String name, String value) {
        return new SipRequest(
                request.method(),
                request.requestUri(),
                request.headers().without(name).with(name, value),
                request.body(),
                request.remote(),
                request.transport());
    }

    /** The request again with the answer to a challenge. */
    static SipRequest answering(List<String> challenges, SipRequest request, DigestCredentials credentials) {
        String authorization = DigestAnswer.to(
                        challenges, credentials, request.method(), request.requestUri(), "0a4f113b", 1)
                .orElseThrow();
        return with(request, "Authorization", authorization);
    }
}
