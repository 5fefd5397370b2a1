package dev.patchwave.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SignalCodecTest {
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@4.2.1");
    private static final URI MANIFEST =
            URI.create("http://cache-1.op.example:8080/v1/releases/ims-client@4.2.1/manifest");
    private static final CampaignId CAMPAIGN = new CampaignId("c-42");
    private static final Instant EXPIRES = Instant.parse("2026-03-08T10:00:00Z");
    private static final String COMMAND = """
            {"signal":"campaign-command","campaign":"c-42","manner":"forced","release":"ims-client@4.2.1",
             "domains":["area-1","area-2"],"deadlineSeconds":3600,"spreadSeconds":60}""";

    static List<Signal> everySignal() {
        var instance = InstanceId.parse("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        var bytes = new TreeMap<String, Long>(Map.of("peer", 7L, "own-cache", 1L << 40));
        return List.of(
                new Signal.ReleaseAvailable(
                        RELEASE, 7, MANIFEST, 5120, Duration.ZERO, Duration.ofMinutes(1), Optional.of(CAMPAIGN)),
                new Signal.ReleaseAvailable(
                        RELEASE, 7, MANIFEST, 1, Duration.ofHours(1), Duration.ZERO, Optional.empty()),
                new Signal.ForceUpgrade(CAMPAIGN, 7, RELEASE, MANIFEST, Duration.ofMinutes(1), EXPIRES),
                new Signal.FillOrder(RELEASE, 7, MANIFEST, CAMPAIGN),
                new Signal.TokenAsk(new InstanceId(new UUID(1, 2)), RELEASE, false),
                new Signal.TokenAsk(new InstanceId(new UUID(1, 2)), RELEASE, true),
                new Signal.UpgradeReport(
                        instance,
                        Optional.of(CAMPAIGN),
                        RELEASE,
                        "4.2.0",
                        Signal.UpgradeReport.Outcome.FAILED,
                        Optional.of("health check said \"no\""),
                        bytes,
                        99),
                new Signal.UpgradeReport(
                        instance,
                        Optional.empty(),
                        RELEASE,
                        "4.2.0",
                        Signal.UpgradeReport.Outcome.STARTED,
                        Optional.empty(),
                        new TreeMap<>(),
                        0),
                new Signal.CampaignCommand(
                        CAMPAIGN,
                        Manner.OFFERED,
                        RELEASE,
                        new Audience.Subscribers(List.of(new SubscriberId("sip:alice@op.example"))),
                        Duration.ofDays(1),
                        Duration.ZERO),
                new Signal.CampaignReport(
                        CAMPAIGN,
                        Signal.CampaignReport.Stage.RUNNING,
                        new TreeMap<>(Map.of("told", 5L)),
                        "5 of 10 told"));
    }

    @ParameterizedTest
    @MethodSource("everySignal")
    void whatIsEncodedIsReadBack(Signal signal) throws SignalProblem {
        assertEquals(signal, SignalCodec.decode(SignalCodec.encode(signal)));
    }

    @Test
    void anAdminTypesACommand() throws SignalProblem {
        assertEquals(
                new Signal.CampaignCommand(
                        CAMPAIGN,
                        Manner.FORCED,
                        RELEASE,
                        new Audience.Domains(List.of(new DomainId("area-1"), new DomainId("area-2"))),
                        Duration.ofHours(1),
                        Duration.ofMinutes(1)),
                decode(COMMAND));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"forced\" | \"urgent\" | manner",
                "\"manner\" | \"maner\" | manner",
                "3600 | 0 | deadlineSeconds",
                "3600 | 99999999999999999999999 | deadlineSeconds",
                "3600 | 1.5 | deadlineSeconds",
                "60} | -1} | spreadSeconds",
                "60} | 60,\"force\":true} | force",
                "\"area-2\" | 2 | domains",
                "\"area-2\" | \"Area 2\" | domains",
                "[\"area-1\",\"area-2\"] | [] | signal",
                "[\"area-1\",\"area-2\"] | \"area-1\" | domains",
                "\"domains\" | \"subscribers\" | subscribers",
                "ims-client@4.2.1 | ../etc | release",
                "c-42 | c 42 | campaign",
                "campaign-command | reboot | signal",
                "\"campaign\" | \"release\" | signal",
                "60} | 60}} | signal",
                "60} | 60 | signal",
                "60} | {\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}} | signal",
            })
    void aWrongCommandIsRefusedByTheNameOfTheField(String right, String wrong, String field) {
        assertTrue(COMMAND.contains(right), right);

        var problem = assertThrows(SignalProblem.class, () -> decode(COMMAND.replace(right, wrong)));

        assertEquals(field, problem.field(), problem.getMessage());
        assertTrue(problem.getMessage().chars().noneMatch(Character::isISOControl), problem.getMessage());
    }

    @Test
    void fieldsOfANewerProgramArePassedOverButNotInCommands() throws SignalProblem {
        String json = new String(SignalCodec.encode(everySignal().getFirst()), StandardCharsets.UTF_8);

        assertEquals(everySignal().getFirst(), decode(json.replace("}", ",\"later\":[1,2]}")));
    }

    @Test
    void whatIsTooLargeIsNotParsed() {
        var problem = assertThrows(
                SignalProblem.class, () -> SignalCodec.decode(new byte[SignalLimits.MAX_SIGNAL_BYTES + 1]));

        assertEquals("at most 16384 bytes", problem.allowed());
    }

    @Test
    void theLongestForceUpgradeStaysBelow500Bytes() {
        var release = new ReleaseId("p".repeat(63), "9".repeat(63));
        var uri = URI.create("http://10.100.100.100:65535/v1/releases/" + release + "/manifest");
        int left = Signal.ForceUpgrade.MAX_NAMES_CHARS
                - release.toString().length()
                - uri.toString().length();
        var longest = new Signal.ForceUpgrade(
                new CampaignId("c".repeat(left)), Long.MAX_VALUE, release, uri, SignalLimits.MAX_SPREAD, EXPIRES);

        int bytes = SignalCodec.encode(longest).length;

        assertTrue(bytes <= SignalLimits.MAX_FORCE_UPGRADE_BYTES, bytes + " bytes");
        assertThrows(
                IllegalArgumentException.class,
                () -> new Signal.ForceUpgrade(
                        new CampaignId("c".repeat(left + 1)), 1, release, uri, Duration.ZERO, EXPIRES));
    }

    private static Signal decode(String json) throws SignalProblem {
        return SignalCodec.decode(json.getBytes(StandardCharsets.UTF_8));
    }
}
