package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever stands in a header of a SIP message. */
class HeadersFuzzTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void uri(byte[] input) {
        Decoding.of(Decoding.text(input), IllegalArgumentException.class, SipUri::parse)
                .ifPresent(uri -> assertEquals(uri.addressOfRecord(), again(uri).addressOfRecord()));
    }

    private static SipUri again(SipUri uri) {
        return SipUri.parse(uri.addressOfRecord());
    }

    @FuzzTest
    void address(byte[] input) {
        Decoding.of(Decoding.text(input), IllegalArgumentException.class, SipAddress::parse)
                .ifPresent(address -> {
                    assertFalse(address.uri().isBlank());
                    Decoding.of(address, IllegalArgumentException.class, SipAddress::sipUri);
                });
    }

    @FuzzTest
    void text(byte[] input) {
        String text = Decoding.text(input);
        assertEquals(text, SipText.unquoted(SipText.quoted(text)));
        SipText.unquoted(text);
        SipText.mediaType(text);
        assertTrue(SipText.split(text, ',').size() <= text.length() + 1);
        Decoding.of(text, IllegalArgumentException.class, SipText::parameters);
    }

    @FuzzTest
    void numbers(byte[] input) {
        String text = Decoding.text(input);
        Decoding.of(text, IllegalArgumentException.class, value -> SipHeaders.of("Expires", value))
                .ifPresent(headers -> {
                    headers.number("Expires").ifPresent(number -> assertTrue(number >= 0));
                    headers.addresses("Expires");
                });
        SipHeaders.digits(text).ifPresent(number -> assertTrue(number >= 0));
    }

    @FuzzTest
    void subscriptionState(byte[] input) {
        Decoding.of(Decoding.text(input), IllegalArgumentException.class, HeadersFuzzTest::notice)
                .ifPresent(notice -> Decoding.of(notice, IllegalArgumentException.class, SubscriptionStateHeader::of));
    }

    private static SipRequest notice(String state) {
        SipHeaders headers = SipHeaders.of(
                "From",
                "<sip:a@b>;tag=1",
                "To",
                "<sip:b@b>;tag=2",
                "Call-ID",
                "c",
                "CSeq",
                "1 NOTIFY",
                "Subscription-State",
                state);
        return new SipRequest(
                "NOTIFY",
                "sip:b@b",
                headers,
                SipBody.NONE,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 9),
                SipTransport.UDP);
    }

    @FuzzTest
    void authParameters(byte[] input) {
        Decoding.of(Decoding.text(input), IllegalArgumentException.class, AuthParameters::parse);
    }

    @FuzzTest
    void credentials(byte[] input) {
        var digest = new DigestChallenge("op.example", List.of(DigestAlgorithm.values()), KEY, Duration.ofMinutes(5));
        DigestVerdict verdict =
                digest.verify(Optional.of(Decoding.text(input)), "REGISTER", user -> Optional.of("secret"), NOW);
        assertFalse(verdict instanceof DigestVerdict.Accepted, "nobody knows the key of the nonce");
    }

    @FuzzTest
    void nonce(byte[] input) {
        var mint = new NonceMint(KEY, Duration.ofMinutes(5), 8);
        assertEquals(NonceMint.State.STALE, mint.use(Decoding.text(input), 1, NOW.plusSeconds(1_000_000)));
    }

    /** The four parameters, a line each: share, algorithm, validity, sequence. */
    @FuzzTest
    void overload(byte[] input) {
        List<Optional<String>> lines = Stream.concat(Decoding.text(input).lines(), Stream.generate(() -> ""))
                .limit(4)
                .map(line -> Optional.of(line).filter(value -> !value.isEmpty()))
                .toList();
        var control = new OverloadControl();
        control.on(new OverloadControl.Parameters(lines.get(0), lines.get(1), lines.get(2), lines.get(3)), 1_000);
        control.pressure(1_000)
                .ifPresent(
                        asked -> assertTrue(asked.validity().compareTo(Duration.ofMinutes(1)) <= 0, asked::toString));
    }
}
