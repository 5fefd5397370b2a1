package dev.patchwave.source.app;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.DigestAnswer;
import dev.patchwave.signal.sip.DigestCredentials;
import dev.patchwave.signal.sip.OutgoingRequest;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipEndpointConfig;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Somebody with a SIP endpoint and a password: a phone, a cache or an admin, without any cleverness. */
final class TestPhone implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final InstanceId instance;
    final Queue<SipRequest> notified = new ConcurrentLinkedQueue<>();
    final Queue<SipRequest> messages = new ConcurrentLinkedQueue<>();
    private final String name;
    private final String sourceUri;
    private final SipEndpoint endpoint = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "phone/1"));
    private int calls;

    TestPhone(String name, String sourceUri) throws IOException {
        this.name = name;
        this.sourceUri = sourceUri;
        this.instance = new InstanceId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
        endpoint.start((request, answer) -> {
            (request.method().equals("NOTIFY") ? notified : messages).add(request);
            answer.send(SipResponse.of(200));
        });
    }

    static String password(String name) {
        return name + "-secret";
    }

    int register() {
        return send(request("REGISTER", sourceUri).to(identity()).header("Expires", "3600"), password(name))
                .status();
    }

    int registerWith(String password) {
        return send(request("REGISTER", sourceUri).to(identity()).header("Expires", "3600"), password)
                .status();
    }

    int subscribe(UaProfile.Type type, String version, int expiresSeconds) {
        return subscribe(type, version, expiresSeconds, "");
    }

    /** @param eventParameters that follow those of the profile, such as {@code ;max-rate=1} */
    int subscribe(UaProfile.Type type, String version, int expiresSeconds, String eventParameters) {
        return send(
                        request("SUBSCRIBE", "sip:software@op.example")
                                .route("<" + sourceUri + ";lr>")
                                .header(
                                        "Event",
                                        new UaProfile(type, "patchwave", "ims-client", version).event()
                                                + eventParameters)
                                .header("Expires", Integer.toString(expiresSeconds)),
                        password(name))
                .status();
    }

    SipResponse message(String to, Signal signal) {
        return messageWith(password(name), to, signal);
    }

    SipResponse messageWith(String password, String to, Signal signal) {
        return send(
                request("MESSAGE", to)
                        .route("<" + sourceUri + ";lr>")
                        .body(SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(signal))),
                password);
    }

    private String identity() {
        return "sip:" + name + "@op.example";
    }

    private OutgoingRequest.Builder request(String method, String uri) {
        calls++;
        String contact = endpoint.localUri().replace("sip:", "sip:" + name + "@");
        return OutgoingRequest.to(method, uri)
                .from(identity(), name + calls)
                .callId(name + calls + "@phone")
                .contact("<" + contact + ">;+sip.instance=\"<" + instance + ">\"");
    }

    private SipResponse send(OutgoingRequest.Builder builder, String password) {
        OutgoingRequest request = builder.build();
        SipResponse first = get(request);
        if (first.status() != 401) {
            return first;
        }
        Optional<String> authorization = DigestAnswer.to(
                first.headers().all("WWW-Authenticate"),
                new DigestCredentials(name + "@op.example", password),
                request.method(),
                request.requestUri(),
                "0a4f113b" + calls,
                1);
        return get(request.again(request.headers().with("Authorization", authorization.orElseThrow())));
    }

    private SipResponse get(OutgoingRequest request) {
        try {
            return endpoint.send(request, PATIENCE).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer to " + request.method() + " of " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
