package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.aka.AkaOutcome;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What Alice's requests look like behind a P-CSCF (TS 24.229 5.1) and without one. */
class RequestWriterTest {
    private static final String CONTACT = "sip:alice@192.0.2.1:5062";
    private static final InstanceId INSTANCE = new InstanceId(new UUID(1, 2));
    private static final Standing STANDING = new Standing(
            "sip:alice@op.example",
            List.of("<sip:orig@192.0.2.12:5060;lr>"),
            Optional.of("sip:alice@op.example;gr=urn:uuid:1"));
    private static final Registration.Effect.Send REGISTER =
            new Registration.Effect.Send(1, 1, 86_400, Optional.empty());

    private final Random random = new Random(1);

    @Test
    void aRegisterIntroducesItselfToTheHomeDomainByWayOfTheProxy() {
        var register = writer(behindProxy()).register(REGISTER);

        assertEquals("sip:op.example", register.requestUri());
        assertEquals(List.of("<sip:192.0.2.10:5060;lr>"), register.routes());
        assertEquals(Optional.of("path, gruu, outbound"), register.headers().first("Supported"));
        assertEquals(
                Optional.of("Digest username=\"alice@op.example\", realm=\"op.example\", nonce=\"\","
                        + " uri=\"sip:op.example\", response=\"\""),
                register.headers().first("Authorization"));
        var contact = SipAddress.parse(register.contact().orElseThrow());
        assertEquals(CONTACT, contact.uri());
        assertEquals(Optional.of("1"), contact.parameter("reg-id"));
        assertEquals(Optional.of("<" + INSTANCE + ">"), contact.parameter("+sip.instance"));
        assertTrue(FeatureTag.isClient(contact));
        assertFalse(register.headers().has("P-Preferred-Identity"));
    }

    @Test
    void aCardIsIntroducedWithItsAlgorithm() {
        var config = UserAgentConfig.of(
                        new SubscriberId("sip:alice@op.example"),
                        INSTANCE,
                        new AkaCredentials("alice@op.example", (rand, autn) -> new AkaOutcome.NotAuthentic()),
                        "sip:op.example",
                        "sip:software@op.example")
                .withProxy("sip:192.0.2.10");

        var register = writer(config).register(REGISTER);

        assertTrue(register.headers().first("Authorization").orElseThrow().endsWith("algorithm=AKAv1-MD5"));
        assertFalse(FeatureTag.isClient(SipAddress.parse(register.contact().orElseThrow())));
    }

    @Test
    void aSubscribeFollowsTheServiceRouteAndNamesItsIdentity() {
        var subscribe = writer(behindProxy()).subscribe(subscribe(Dialog.fresh(random)), "ua-profile", STANDING);

        assertEquals(List.of("<sip:192.0.2.10:5060;lr>", "<sip:orig@192.0.2.12:5060;lr>"), subscribe.routes());
        assertEquals(Optional.of("<sip:alice@op.example>"), subscribe.headers().first("P-Preferred-Identity"));
        var contact = SipAddress.parse(subscribe.contact().orElseThrow());
        assertEquals("sip:alice@op.example;gr=urn:uuid:1", contact.uri());
        assertEquals(Optional.of("<" + INSTANCE + ">"), contact.parameter("+sip.instance"));
        assertEquals(Optional.empty(), contact.parameter("reg-id"));
        assertEquals(Optional.of("gruu"), subscribe.headers().first("Supported"));
        assertFalse(subscribe.headers().has("Authorization"));
    }

    @Test
    void insideADialogOnlyItsOwnRoutesCount() {
        var dialog = new Dialog(
                "c1",
                "a1",
                Optional.of("s1"),
                Optional.of("sip:source@192.0.2.20:5080"),
                List.of("<sip:mo@192.0.2.10;lr>", "<sip:192.0.2.12;lr>"),
                3);
        var subscribe = writer(behindProxy()).subscribe(subscribe(dialog), "ua-profile", STANDING);

        assertEquals(List.of("<sip:mo@192.0.2.10;lr>", "<sip:192.0.2.12;lr>"), subscribe.routes());
        assertEquals("sip:source@192.0.2.20:5080", subscribe.requestUri());
        assertFalse(subscribe.headers().has("P-Preferred-Identity"));
    }

    @Test
    void anotherIdentityIsUsedWhereTheNetworkSaysSo() {
        var other = new Standing("sip:robert@op.example", List.of(), Optional.empty());
        var message = writer(behindProxy()).message("sip:software@op.example", SipBody.NONE, random, other);

        assertEquals("sip:robert@op.example", message.fromUri());
        assertEquals(Optional.of("<sip:robert@op.example>"), message.headers().first("P-Preferred-Identity"));
        assertEquals(List.of("<sip:192.0.2.10:5060;lr>"), message.routes());
    }

    @Test
    void standaloneNothingIsAdded() {
        var writer = writer(config().withRoute("<sip:192.0.2.9:5060;lr>"));
        var standing = Standing.initial("sip:alice@op.example");
        var register = writer.register(REGISTER);
        var subscribe = writer.subscribe(subscribe(Dialog.fresh(random)), "ua-profile", standing);
        var message = writer.message("sip:software@op.example", SipBody.NONE, random, standing);

        assertEquals(SipHeaders.of("Expires", "86400"), register.headers());
        assertFalse(register.contact().orElseThrow().contains("reg-id"));
        assertEquals(SipHeaders.NONE, message.headers());
        assertFalse(subscribe.headers().has("Supported") || subscribe.headers().has("P-Preferred-Identity"));
        for (var request : List.of(register, subscribe, message)) {
            assertEquals(List.of("<sip:192.0.2.9:5060;lr>"), request.routes());
        }
    }

    private RequestWriter writer(UserAgentConfig config) {
        return new RequestWriter(config, CONTACT, random);
    }

    private static Subscription.Effect.Send subscribe(Dialog dialog) {
        return new Subscription.Effect.Send(1, dialog, 1, 3_600, Optional.empty(), Optional.empty());
    }

    private static UserAgentConfig behindProxy() {
        return config().withProxy("sip:192.0.2.10:5060").withContactParameters(List.of(FeatureTag.CLIENT));
    }

    private static UserAgentConfig config() {
        return UserAgentConfig.of(
                new SubscriberId("sip:alice@op.example"),
                INSTANCE,
                new DigestCredentials("alice@op.example", "wonderland"),
                "sip:op.example",
                "sip:software@op.example");
    }
}
