package dev.patchwave.signal.sip;

import java.io.IOException;
import java.util.ArrayList;
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
        OutgoingRequest.Builder request = common(OutgoingRequest.to("REGISTER", config.registrarUri())
                        .to(config.identity().uri()))
                .from(config.identity().uri(), registrationTag)
                .callId(registrationCallId)
                .cseq(send.cseq())
                .routes(firstHop())
                .contact(config.proxy().isPresent() ? flow(send.expiresSeconds()) : contact)
                .header("Expires", Long.toString(send.expiresSeconds()));
        if (config.proxy().isPresent()) {
            request.header("Supported", "path, gruu, outbound");
            request.header("Authorization", introduction());
        }
        return request.build();
    }

    /** Says who we are before there is a challenge, so that the network knows whose to make (TS 24.229 5.1.1.2.2, 5.1.1.2.3). */
    private String introduction() {
        AuthParameters empty = AuthParameters.digest()
                .quoted("username", config.credentials().username())
                .quoted("realm", SipUri.parse(config.registrarUri()).host())
                .quoted("nonce", "")
                .quoted("uri", config.registrarUri())
                .quoted("response", "");
        return config.credentials() instanceof AkaCredentials
                ? empty.token("algorithm", AkaAnswer.ALGORITHM).format()
                : empty.format();
    }

    /** Our contact over this flow (RFC 5626 4.2). The time stands here as well as in Expires, since some registrars look only here. */
    private String flow(long expiresSeconds) {
        return contact + ";reg-id=1;expires=" + expiresSeconds;
    }

    OutgoingRequest subscribe(Subscription.Effect.Send send, String event, Standing standing) {
        Dialog dialog = send.dialog();
        boolean inside = dialog.isEstablished() && dialog.remoteTarget().isPresent();
        OutgoingRequest.Builder request = OutgoingRequest.to(
                        "SUBSCRIBE", inside ? dialog.remoteTarget().get() : config.serviceUri())
                .to(config.serviceUri());
        dialog.remoteTag().ifPresent(tag -> request.to(config.serviceUri(), tag));
        send.suppressIfMatch().ifPresent(etag -> request.header("Suppress-If-Match", etag));
        if (!inside) {
            prefer(request, standing);
        }
        if (standing.gruu().isPresent()) {
            request.header("Supported", "gruu");
        }
        return common(request)
                .from(standing.identity(), dialog.localTag())
                .callId(dialog.callId())
                .cseq(send.cseq())
                .routes(inside ? dialog.routes() : preloaded(standing))
                .contact(standing.gruu().map(gruu -> contact(config, gruu)).orElse(contact))
                .header("Event", event)
                .header("Accept", "message/external-body, application/json")
                .header("Expires", Long.toString(send.expiresSeconds()))
                .build();
    }

    OutgoingRequest message(String toUri, SipBody body, RandomGenerator random, Standing standing) {
        OutgoingRequest.Builder request = common(OutgoingRequest.to("MESSAGE", toUri));
        prefer(request, standing);
        return request.from(standing.identity(), Dialog.word(random))
                .callId(Dialog.word(random))
                .routes(preloaded(standing))
                .body(body)
                .build();
    }

    /** Which of our identities the P-CSCF is to assert (RFC 3325 9.2). */
    private void prefer(OutgoingRequest.Builder request, Standing standing) {
        if (config.proxy().isPresent()) {
            request.header("P-Preferred-Identity", "<" + standing.identity() + ">");
        }
    }

    /** The routes of a request outside dialogs: P-CSCF, then Service-Route (TS 24.229 5.1.2A.1.1). */
    private List<String> preloaded(Standing standing) {
        List<String> routes = new ArrayList<>(firstHop());
        routes.addAll(standing.serviceRoutes());
        return routes;
    }

    private List<String> firstHop() {
        return config.proxy().map(RequestWriter::looseRoute).map(List::of).orElse(config.routes());
    }

    private static String looseRoute(String uri) {
        return SipUri.parse(uri).parameter("lr").isPresent() ? "<" + uri + ">" : "<" + uri + ";lr>";
    }

    /**
     * The request with the answer to a challenge; empty when we understand none of its schemes.
     *
     * @throws IOException when the card that is to answer cannot
     */
    Optional<OutgoingRequest> authorized(OutgoingRequest request, Challenge challenge, RandomGenerator random)
            throws IOException {
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
