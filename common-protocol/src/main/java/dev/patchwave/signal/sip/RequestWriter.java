package dev.patchwave.signal.sip;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Writes the requests of one user agent. Immutable; any thread. */
final class RequestWriter {
    private final UserAgentConfig config;
    private final String contact;
    private final String registrationCallId;
    private final String registrationTag;

    /** One for the agent that is reached at {@code contactUri}; {@code random} makes the Call-ID of the registration. */
    RequestWriter(UserAgentConfig config, String contactUri, RandomGenerator random) {
        this.config = config;
        this.contact = contact(config, contactUri);
        this.registrationCallId = Dialog.word(random);
        this.registrationTag = Dialog.word(random);
    }

    /** Our address with the identity's user part: {@code sip:alice@192.0.2.1:5062;transport=tcp}. */
    static String contactUri(UserAgentConfig config, String localUri) {
        return "sip:" + SipUri.parse(config.identity().uri()).user() + "@" + localUri.substring("sip:".length());
    }

    private static String contact(UserAgentConfig config, String contactUri) {
        StringBuilder value = new StringBuilder("<" + contactUri + ">");
        value.append(";+sip.instance=\"<").append(config.instance()).append(">\"");
        config.contactParameters().forEach(parameter -> value.append(';').append(parameter));
        return value.toString();
    }

    OutgoingRequest register(Registration.Effect.Send send) {
        return common(OutgoingRequest.to("REGISTER", config.registrarUri())
                        .to(config.identity().uri()))
                .from(config.identity().uri(), registrationTag)
                .callId(registrationCallId)
                .cseq(send.cseq())
                .routes(config.routes())
                .contact(contact)
                .header("Expires", Long.toString(send.expiresSeconds()))
                .build();
    }

    OutgoingRequest subscribe(Subscription.Effect.Send send, String event) {
        Dialog dialog = send.dialog();
        boolean inside = dialog.isEstablished() && dialog.remoteTarget().isPresent();
        OutgoingRequest.Builder request = OutgoingRequest.to(
                        "SUBSCRIBE", inside ? dialog.remoteTarget().get() : config.serviceUri())
                .to(config.serviceUri());
        dialog.remoteTag().ifPresent(tag -> request.to(config.serviceUri(), tag));
        send.suppressIfMatch().ifPresent(etag -> request.header("Suppress-If-Match", etag));
        return common(request)
                .from(config.identity().uri(), dialog.localTag())
                .callId(dialog.callId())
                .cseq(send.cseq())
                .routes(inside ? dialog.routes() : config.routes())
                .contact(contact)
                .header("Event", event)
                .header("Accept", "message/external-body, application/json")
                .header("Expires", Long.toString(send.expiresSeconds()))
                .build();
    }

    OutgoingRequest message(String toUri, SipBody body, RandomGenerator random) {
        return common(OutgoingRequest.to("MESSAGE", toUri))
                .from(config.identity().uri(), Dialog.word(random))
                .callId(Dialog.word(random))
                .routes(config.routes())
                .body(body)
                .build();
    }

    /** The request with the answer to a challenge; empty when we understand none of its schemes. */
    Optional<OutgoingRequest> authorized(OutgoingRequest request, Challenge challenge, RandomGenerator random) {
        return challenge
                .answer(config.credentials(), request.method(), request.requestUri(), Dialog.word(random))
                .map(answer ->
                        request.with(withoutAuthorization(request.headers()).with(answer)));
    }

    private static SipHeaders withoutAuthorization(SipHeaders headers) {
        SipHeaders rest = headers;
        for (String name : List.of("Authorization", "Proxy-Authorization")) {
            rest = rest.without(name);
        }
        return rest;
    }

    private OutgoingRequest.Builder common(OutgoingRequest.Builder request) {
        config.accessNetwork().ifPresent(value -> request.header("P-Access-Network-Info", value));
        return request;
    }
}
