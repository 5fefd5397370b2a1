package dev.patchwave.launcher.admin;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.FeatureTag;
import dev.patchwave.signal.sip.SipAnswer;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipEndpointConfig;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An admin who orders by way of a P-CSCF, which lets nobody through who is not registered. */
class AdminSessionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SERVICE = "sip:software-admin@op.example";

    private final SipEndpoint core = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "core/1"));
    private final List<SipRequest> requests = new CopyOnWriteArrayList<>();
    private final AtomicBoolean registered = new AtomicBoolean();
    private volatile int registerStatus = 200;
    private volatile int forgets;

    @BeforeEach
    void start() throws IOException {
        core.start(this::serve);
    }

    @AfterEach
    void stop() {
        core.close();
    }

    @Test
    void theOrderWaitsForTheRegistrationAndFollowsItsServiceRoute() throws IOException {
        try (var session = session(SourceAddress.behind(core.localUri(), SERVICE))) {
            session.order(command(), SERVICE, PATIENCE);
        }

        var register = requests.getFirst();
        assertEquals("sip:op.example", register.requestUri());
        assertFalse(FeatureTag.isClient(register.contact().orElseThrow()), "an admin's tool takes no upgrades");
        var order = requests.stream()
                .filter(request -> request.method().equals("MESSAGE"))
                .findFirst()
                .orElseThrow();
        assertEquals(SERVICE, order.requestUri());
        assertEquals(2, order.headers().all("Route").size());
    }

    @Test
    void aProxyThatHasForgottenTheAdminIsRegisteredWithFromAnotherPortAndAskedOnceMore() throws IOException {
        forgets = 1;
        try (var session = session(SourceAddress.behind(core.localUri(), SERVICE))) {
            session.order(command(), SERVICE, PATIENCE);
        }

        var orders = requests.stream()
                .filter(request -> request.method().equals("MESSAGE"))
                .toList();
        assertEquals(2, orders.size());
        assertNotEquals(orders.getFirst().remote(), orders.getLast().remote());
        var registeredFrom = requests.stream()
                .filter(request -> request.method().equals("REGISTER"))
                .map(SipRequest::remote)
                .collect(Collectors.toSet());
        assertEquals(
                orders.stream().map(SipRequest::remote).collect(Collectors.toSet()),
                registeredFrom,
                "each order comes from where its admin registered");
    }

    @Test
    void aProxyThatForgetsAgainIsToldOf() throws IOException {
        forgets = 2;
        try (var session = session(SourceAddress.behind(core.localUri(), SERVICE))) {
            var refused = assertThrows(IOException.class, () -> session.order(command(), SERVICE, PATIENCE));

            assertEquals("the source refused (403): Forbidden", refused.getMessage());
        }
        assertEquals(2, count("MESSAGE"));
    }

    @Test
    void aNetworkThatRefusesTheAdminIsToldInOneLine() throws IOException {
        registerStatus = 403;
        try (var session = session(SourceAddress.behind(core.localUri(), SERVICE))) {
            var refused = assertThrows(IOException.class, () -> session.order(command(), SERVICE, PATIENCE));

            assertEquals("the network does not register us: wrong user name or password", refused.getMessage());
        }
    }

    @Test
    void aProxyMayNameATransportTheSourceMayNot() {
        assertDoesNotThrow(() -> SourceAddress.behind("sip:192.0.2.10:5060;transport=tcp", SERVICE));
        var refused = assertThrows(
                IllegalArgumentException.class, () -> SourceAddress.at("sip:192.0.2.1:5060;transport=tcp", SERVICE));
        assertTrue(refused.getMessage().startsWith("--sip "), refused::getMessage);
        var nonsense = assertThrows(IllegalArgumentException.class, () -> SourceAddress.behind("http://x", SERVICE));
        assertTrue(nonsense.getMessage().startsWith("--proxy "), nonsense::getMessage);
    }

    private void serve(SipRequest request, SipAnswer answer) {
        requests.add(request);
        if (request.method().equals("REGISTER")) {
            registered.set(registerStatus == 200);
            answer.send(SipResponse.of(registerStatus)
                    .with("Expires", "3600")
                    .with("Service-Route", "<sip:orig@192.0.2.12;lr>"));
        } else {
            registered.compareAndSet(true, count("MESSAGE") > forgets);
            answer.send(SipResponse.of(registered.get() ? 202 : 403));
        }
    }

    private long count(String method) {
        return requests.stream()
                .filter(request -> request.method().equals(method))
                .count();
    }

    private static AdminSession session(SourceAddress source) throws IOException {
        return new AdminSession(source, new SubscriberId("sip:operator@op.example"), "operator-secret", List.of());
    }

    private static Signal.CampaignCommand command() {
        return new Signal.CampaignCommand(
                new CampaignId("spring-42"),
                Manner.FORCED,
                ReleaseId.parse("ims-client@4.2.1"),
                new Audience.Domains(List.of(new DomainId("area-1"))),
                Duration.ofDays(1),
                Duration.ZERO);
    }
}
