package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Bob reads in the 200 to his REGISTER. */
class StandingTest {
    private static final Registrant BOB = RegistrationTest.registrant("sip:bob@192.0.2.1:5062", true);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <sip:bob@op.example>                                         | sip:bob@op.example
            <tel:+99912345>, <sip:robert@op.example>, <sip:bob@op.example> | sip:bob@op.example
            <sip:BOB@op.example>                                         | sip:BOB@op.example
            "Robert" <sip:robert@op.example;user=phone>, <sip:r@op.example> | sip:robert@op.example
            <tel:+99912345>                                              | sip:bob@op.example
            """)
    void theWantedIdentityIsUsedWhereItIsAssociatedElseTheDefault(String associated, String used) {
        assertEquals(used, standing("P-Associated-URI", associated).identity());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<sip:somebody.else@op.example, tel:+999000001>",
                "<sip:somebody.else@op.example, tel:112>",
                "<sip:somebody.else@op.example",
                "<>",
                ", ,",
                "nonsense"
            })
    void aMalformedListIsPassedOver(String associated) {
        assertEquals(
                "sip:bob@op.example", standing("P-Associated-URI", associated).identity());
    }

    @Test
    void theServiceRouteIsKeptInOrderAndUntouched() {
        var accepted = SipResponse.of(200)
                .with("Service-Route", "<sip:orig@192.0.2.12:5060;lr;x=1>")
                .with("Service-Route", "<sip:second.op.example;lr>");

        assertEquals(
                List.of("<sip:orig@192.0.2.12:5060;lr;x=1>", "<sip:second.op.example;lr>"),
                Standing.of(accepted, BOB).serviceRoutes());
    }

    @Test
    void aServiceRouteThatCannotBeReadIsNotFollowedInPart() {
        var accepted = SipResponse.of(200).with("Service-Route", "<sip:a;lr>").with("Service-Route", "<mailto:b>");

        assertEquals(List.of(), Standing.of(accepted, BOB).serviceRoutes());
    }

    @Test
    void theGruuIsThatOfOurOwnContact() {
        var accepted = SipResponse.of(200)
                .with("Contact", "<sip:bob@192.0.2.7>;pub-gruu=\"sip:bob@op.example;gr=theirs\"")
                .with("Contact", "<sip:bob@192.0.2.1:5062>;pub-gruu=\"sip:bob@op.example;gr=ours\";expires=9");

        assertEquals(
                Optional.of("sip:bob@op.example;gr=ours"),
                Standing.of(accepted, BOB).gruu());
        assertEquals(
                Optional.empty(),
                standing("Contact", "<sip:bob@192.0.2.1:5062>;pub-gruu=\"rubbish\"")
                        .gruu());
    }

    private static Standing standing(String name, String value) {
        return Standing.of(SipResponse.of(200).with(name, value), BOB);
    }
}
