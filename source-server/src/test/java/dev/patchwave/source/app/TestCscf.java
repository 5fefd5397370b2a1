package dev.patchwave.source.app;

import dev.patchwave.signal.sip.OutgoingRequest;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipEndpointConfig;
import dev.patchwave.signal.sip.SipHeaders;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A CSCF of the core, with all users behind it: sends what it is told, keeps what the source sends and answers 200. */
final class TestCscf implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final Queue<SipRequest> received = new ConcurrentLinkedQueue<>();
    private final SipEndpoint endpoint;
    private final AtomicInteger calls = new AtomicInteger();

    TestCscf(String host) throws IOException {
        endpoint = SipEndpoint.of(SipEndpointConfig.of(host, 0, "cscf/1"));
        endpoint.start((request, answer) -> {
            received.add(request);
            answer.send(SipResponse.of(200));
        });
    }

    String uri() {
        return endpoint.localUri();
    }

    /** A request of this CSCF itself or of a user behind it. */
    OutgoingRequest.Builder request(String method, String uri, String from, String sourceUri) {
        int call = calls.incrementAndGet();
        return OutgoingRequest.to(method, uri)
                .from(from, "t" + call)
                .callId("call" + call + "@cscf")
                .route("<" + sourceUri + ";lr>")
                .header("Record-Route", "<" + uri() + ";lr=on;ftag=t" + call + ">");
    }

    SipResponse send(OutgoingRequest.Builder request) {
        try {
            return endpoint.send(request.build(), PATIENCE).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("no answer to " + request.build().method(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The next request of that method that the source sent, if it has come. */
    boolean has(String method) {
        return received.stream().anyMatch(request -> request.method().equals(method));
    }

    SipRequest take(String method) {
        SipRequest found = received.stream()
                .filter(request -> request.method().equals(method))
                .findFirst()
                .orElseThrow();
        received.remove(found);
        return found;
    }

    static SipHeaders cell(String cell) {
        return SipHeaders.of(
                "P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=" + cell + ";network-provided");
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
