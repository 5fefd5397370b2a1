package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrarTest {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    private static final SubscriberId ALICE = new SubscriberId(SipRequests.ALICE);
    private static final String URN = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    private static final String CONTACT = "<sip:alice@127.0.0.1:5062;transport=tcp>;+sip.instance=\"<" + URN + ">\"";

    private final DigestChallenge challenge = new DigestChallenge("op.example");
    private final Registrar registrar = new Registrar(
            new DigestAdmission(
                    challenge, username -> username.startsWith("alice") ? Optional.of("wonderland") : Optional.empty()),
            new ExpiryPolicy(60, 3600, 86_400),
            new RegistrarLimits(2, 2),
            new Random(1));
    private long cseq;

    @Test
    void anUnknownSenderIsChallengedAndThenRegistered() {
        SipRequest first = request("Contact", CONTACT, "Expires", "600", "P-Access-Network-Info", "IEEE-802.11");

        var challenged = registrar.register(first, T0);
        var registered = registrar.register(
                SipRequests.answering(
                        challenged.response().headers().all("WWW-Authenticate"), first, SipRequests.CREDENTIALS),
                T0);

        assertEquals(401, challenged.response().status());
        assertEquals(List.of(), challenged.facts());
        assertEquals(200, registered.response().status());
        var fact = assertInstanceOf(
                RegistrationFact.Registered.class, registered.facts().getFirst());
        assertFalse(fact.refreshed());
        assertEquals("sip:alice@127.0.0.1:5062;transport=tcp", fact.binding().contactUri());
        assertEquals(Optional.of(InstanceId.parse(URN)), fact.binding().instance());
        assertEquals(List.of("IEEE-802.11"), fact.binding().accessNetworkInfo());
        assertEquals(SipRequests.PHONE, fact.binding().remote());
        long granted = Duration.between(T0, fact.binding().expires()).toSeconds();
        assertTrue(granted >= 480 && granted <= 600, granted + " s");
        assertEquals(
                "<sip:alice@127.0.0.1:5062;transport=tcp>;+sip.instance=\"<" + URN + ">\";expires=" + granted,
                registered.response().headers().first("Contact").orElseThrow());
    }

    @Test
    void aDeviceThatMovesReplacesItsContact() {
        register("Contact", CONTACT);

        var again = register("Contact", CONTACT.replace("5062", "5063"));

        assertTrue(assertInstanceOf(
                        RegistrationFact.Registered.class, again.facts().getFirst())
                .refreshed());
        assertEquals(1, registrar.bindings(ALICE, T0).size());
        assertTrue(registrar
                .binding(ALICE, InstanceId.parse(URN), T0)
                .orElseThrow()
                .contactUri()
                .contains("5063"));
    }

    @Test
    void aRegistrationEndsByExpiryUnlessItIsRefreshed() {
        register("Contact", CONTACT, "Expires", "60");
        Instant end = registrar.nextDeadline().orElseThrow();
        register("Contact", CONTACT, "Expires", "86400");

        assertEquals(List.of(), registrar.expire(end));
        Instant later = registrar.nextDeadline().orElseThrow();
        assertEquals(List.of(), registrar.bindings(ALICE, later));
        assertInstanceOf(RegistrationFact.Expired.class, registrar.expire(later).getFirst());
        assertEquals(Optional.empty(), registrar.nextDeadline());
    }

    @Test
    void aDeviceSignsOffAloneOrAllTogether() {
        register("Contact", CONTACT);
        register("Contact", "<sip:alice@127.0.0.1:7000>");

        var one = register("Contact", CONTACT + ";expires=0");
        var all = register("Contact", "*", "Expires", "0");

        assertInstanceOf(RegistrationFact.Unregistered.class, one.facts().getFirst());
        assertEquals(1, one.response().headers().all("Contact").size());
        assertEquals(
                "sip:alice@127.0.0.1:7000", all.facts().getFirst().binding().contactUri());
        assertEquals(List.of(), registrar.bindings(ALICE, T0));
    }

    @Test
    void tooShortARegistrationIsRefusedWithWhatIsAllowed() {
        var refused = register("Contact", CONTACT, "Expires", "59");

        assertEquals(423, refused.response().status());
        assertEquals(Optional.of("60"), refused.response().headers().first("Min-Expires"));
    }

    @Test
    void anOlderRegisterOfTheSameCallIsRefused() {
        register("Contact", CONTACT);
        cseq = 0;

        assertEquals(400, register("Contact", CONTACT).response().status());
    }

    @Test
    void theContactThatEndsSoonestMakesRoom() {
        register("Contact", "<sip:alice@127.0.0.1:1>", "Expires", "600");
        register("Contact", "<sip:alice@127.0.0.1:2>", "Expires", "60");

        var third = register("Contact", "<sip:alice@127.0.0.1:3>", "Expires", "600");

        assertEquals("sip:alice@127.0.0.1:2", third.facts().getFirst().binding().contactUri());
        assertInstanceOf(RegistrationFact.Unregistered.class, third.facts().getFirst());
        assertEquals(2, registrar.bindings(ALICE, T0).size());
    }

    @Test
    void aFullRegistrarAsksToComeLater() {
        for (String name : List.of("alice1", "alice2", "alice3")) {
            var credentials = new DigestCredentials(name, "wonderland");
            var request = SipRequests.with(
                    request("Contact", "<sip:" + name + "@127.0.0.1>"), "To", "<sip:" + name + "@op.example>");
            var response = registrar
                    .register(SipRequests.answering(challenge.challenges(T0), request, credentials), T0)
                    .response();

            assertEquals(name.equals("alice3") ? 500 : 200, response.status(), name);
        }
    }

    @Test
    void nobodyRegistersAnother() {
        var request = SipRequests.with(request("Contact", CONTACT), "To", "<sip:bob@op.example>");

        var refused = registrar.register(
                SipRequests.answering(challenge.challenges(T0), request, SipRequests.CREDENTIALS), T0);

        assertEquals(403, refused.response().status());
        assertEquals(List.of(), refused.facts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "<tel:+999>", "<sip:>", "<sip:alice@127.0.0.1:99999>", "garbage <"})
    void aContactThatMakesNoSenseIsRefused(String contact) {
        assertEquals(400, register("Contact", contact).response().status());
    }

    @Test
    void anEmptyRegisterAsksWhatThereIs() {
        register("Contact", CONTACT);

        var listing = register();

        assertEquals(1, listing.response().headers().all("Contact").size());
        assertEquals(List.of(), listing.facts());
    }

    @Test
    void aBindingSurvivesARestartInItsCompactForm() {
        register("Contact", CONTACT, "P-Access-Network-Info", "IEEE-802.11;i-wlan-node-id=ab");
        Binding binding = registrar.bindings(ALICE, T0).getFirst();
        byte[] bytes = binding.toBytes();

        assertEquals(binding, Binding.fromBytes(bytes));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(IllegalArgumentException.class, () -> Binding.fromBytes(cut));
        }
    }

    private Registrar.Result register(String... namesAndValues) {
        return registrar.register(
                SipRequests.answering(challenge.challenges(T0), request(namesAndValues), SipRequests.CREDENTIALS), T0);
    }

    private SipRequest request(String... namesAndValues) {
        return SipRequests.of("REGISTER", "sip:op.example", ++cseq, namesAndValues);
    }
}
