package dev.patchwave.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentIndirectionTest {
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@4.2.1");
    private static final URI MANIFEST = URI.create("http://127.0.0.1:8081/v1/releases/ims-client@4.2.1/manifest");
    private static final Signal.ReleaseAvailable AVAILABLE = new Signal.ReleaseAvailable(
            RELEASE,
            7,
            MANIFEST,
            5120,
            Duration.ofHours(2),
            Duration.ofMinutes(1),
            Optional.of(new CampaignId("requested:area-1:ims-client@4.2.1")));
    private static final String TYPE = "message/external-body;access-type=\"URL\";URL=\"" + MANIFEST + "\";size=5120";
    private static final String BODY = "Content-Type: application/vnd.patchwave.manifest+json;"
            + "release=\"ims-client@4.2.1\";sequence=7;campaign=\"c-1\";spread=60\r\n"
            + "Content-ID: <7.ims-client@4.2.1>\r\nContent-Disposition: attachment\r\n\r\n";

    @Test
    void aClientReadsWhatTheSourceAnnounced() throws SignalProblem {
        var sent = ContentIndirection.of(AVAILABLE);
        String event = UaProfile.notifyEvent(AVAILABLE.effectiveBy());

        var read = ContentIndirection.parse(sent.contentType(), sent.body());

        assertEquals(
                AVAILABLE, read.releaseAvailable(UaProfile.effectiveBy(event).orElseThrow()));
        int bytes = sent.body().length + sent.contentType().length();
        assertTrue(bytes < 450, bytes + " bytes of body and type leave too little for the rest of the NOTIFY");
    }

    @Test
    void aCacheReadsItsFillOrder() throws SignalProblem {
        var order = new Signal.FillOrder(RELEASE, 7, MANIFEST, new CampaignId("c-1"));
        var sent = ContentIndirection.of(order);

        assertEquals(
                order, ContentIndirection.parse(sent.contentType(), sent.body()).fillOrder());
    }

    @Test
    void theExpirationAndFoldedLinesOfOthersAreRead() throws SignalProblem {
        String type = TYPE.replace(";URL", ";expiration=\"Sat, 06 Dec 2025 00:00:00 GMT\";URL");

        var read = ContentIndirection.parse(type, bytes("\r\n" + BODY.replace(";sequence", ";\r\n sequence")));

        assertEquals(
                new ContentIndirection(
                        MANIFEST,
                        OptionalLong.of(5120),
                        Optional.of(Instant.parse("2025-12-06T00:00:00Z")),
                        RELEASE,
                        7,
                        Optional.of(new CampaignId("c-1")),
                        Optional.of(Duration.ofMinutes(1))),
                read);
        assertEquals(type, read.contentType());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "message/external-body | text/plain",
                "access-type=\"URL\" | access-type=\"ftp\"",
                "access-type=\"URL\"; | ``",
                "URL=\"http: | URL=\"file:",
                "127.0.0.1:8081 | a b{}",
                "size=5120 | size=-1",
                "size=5120 | size=99999999999999999999",
                "size=5120 | size=5120;size=1",
                "size=5120 | expiration=\"tomorrow\"",
                "size=5120 | x=\"unfinished",
            })
    void aWrongContentTypeIsRefused(String right, String wrong) {
        assertTrue(TYPE.contains(right), right);

        assertThrows(SignalProblem.class, () -> ContentIndirection.parse(TYPE.replace(right, wrong), bytes(BODY)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "manifest+json | other+json",
                "sequence=7 | sequence=0",
                "sequence=7 | sequence=seven",
                ";sequence=7 | ``",
                "release=\"ims-client@4.2.1\" | release=\"../etc@1\"",
                "campaign=\"c-1\" | campaign=\"c 1\"",
                "spread=60 | spread=999999999",
                "Content-ID | Content-Idea",
                "Content-Disposition | Content-Deposition",
                "Content-Disposition: attachment | attachment",
                "Content-ID: <7 | Content-Type: a/b\r\nContent-ID: <7",
            })
    void aWrongBodyIsRefused(String right, String wrong) {
        assertTrue(BODY.contains(right), right);

        assertThrows(SignalProblem.class, () -> ContentIndirection.parse(TYPE, bytes(BODY.replace(right, wrong))));
    }

    @Test
    void whatIsTooLargeIsNotParsed() {
        assertThrows(SignalProblem.class, () -> ContentIndirection.parse(TYPE, bytes(BODY + "x".repeat(5000))));
    }

    @Test
    void aProfileIsReadBackWithQuotesInIt() throws SignalProblem {
        var profile = new UaProfile(UaProfile.Type.DEVICE, "ims.example.com", "phone \"x\\y\"", "4.2.0");

        assertEquals(profile, UaProfile.parse(profile.event()));
        assertEquals(profile, UaProfile.parse(profile.event() + ";max-rate=0.0167;id=5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "presence",
                "ua-profile",
                "ua-profile;profile-type=device;vendor=\"v\";model=\"m\"",
                "ua-profile;profile-type=user;vendor=\"v\";model=\"m\";version=\"1\"",
                "ua-profile;profile-type=device;vendor=\"\";model=\"m\";version=\"1\"",
                "ua-profile;profile-type=device;vendor=\"v\";vendor=\"w\";model=\"m\";version=\"1\"",
                "ua-profile;profile-type=device;vendor=\"v;model=m",
            })
    void aWrongEventIsRefused(String event) {
        assertThrows(SignalProblem.class, () -> UaProfile.parse(event));
    }

    @Test
    void theDeadlineOfANotifyIsOptionalAndBounded() throws SignalProblem {
        assertEquals(Optional.empty(), UaProfile.effectiveBy("ua-profile"));
        assertEquals(Optional.of(Duration.ZERO), UaProfile.effectiveBy("ua-profile;effective-by=0"));
        assertEquals(
                Optional.of(SignalLimits.MAX_DEADLINE), UaProfile.effectiveBy("ua-profile;effective-by=4294967295"));
        assertThrows(SignalProblem.class, () -> UaProfile.effectiveBy("ua-profile;effective-by=soon"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
