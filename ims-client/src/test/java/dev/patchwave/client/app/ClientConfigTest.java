package dev.patchwave.client.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.core.SharingHours;
import dev.patchwave.client.core.UpgradePolicy.Offers;
import dev.patchwave.config.ConfigFile;
import dev.patchwave.config.ConfigProblem;
import dev.patchwave.signal.sip.AkaCredentials;
import dev.patchwave.signal.sip.DigestCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientConfigTest {
    private static final String LEAST = """
            sip:
              registrar: sip:127.0.0.1:5060
              service: sip:software@op.example
              identity: sip:alice@op.example
              password: secret-word
            dataDirectory: /var/lib/alice
            product: ims-client
            publisherKeys: [publisher.pem]
            """;

    @TempDir
    private Path directory;

    @Test
    void theRestHasDefaults() {
        var config = load(LEAST);

        assertEquals("alice@op.example", config.sip().username());
        assertEquals(Offers.ACCEPT, config.upgradePolicy().offers());
        assertEquals(Offers.ASK, load(LEAST + "offers: ask\n").upgradePolicy().offers());
        assertEquals(Path.of("/var/lib/alice/install"), config.installPath());
        assertFalse(config.share().consent());
        assertEquals(10L << 30, config.sharingPolicy().quotaBytes());
    }

    @Test
    void hoursAreTwoTimesOfADay() {
        var night = load(LEAST + "share: {consent: true, hours: ['22:00-06:00', '12:00-13:30']}\n");

        assertEquals(
                List.of(
                        new SharingHours.Window(LocalTime.of(22, 0), LocalTime.of(6, 0)),
                        new SharingHours.Window(LocalTime.of(12, 0), LocalTime.of(13, 30))),
                night.sharingPolicy().hours().windows());
        assertTrue(ConfigFile.print(night).contains("22:00-06:00"), ConfigFile.print(night));
        for (String wrong : List.of("22:00", "24:00-06:00", "22:00-22:00", "22-06")) {
            assertProblem(
                    LEAST + "share: {hours: ['" + wrong + "']}\n",
                    "share.hours[0]: '" + wrong + "' are no hours; allowed: two different times of a day");
        }
    }

    @Test
    void whatIsPrintedNamesEveryDefaultButNoPassword() {
        String printed = ConfigFile.print(load(LEAST));

        assertFalse(printed.contains("secret-word"), printed);
        assertTrue(printed.contains("concurrentFetches: 8"), printed);
        assertEquals(
                load(LEAST).limits(),
                load(printed.replace("(hidden)", "secret-word")).limits());
        assertFalse(load(LEAST).toString().contains("secret-word"));
    }

    @Test
    void aPasswordMayLieInAFileOfItsOwn() throws IOException {
        var file = Files.writeString(directory.resolve("password"), "from-file\n");

        var config = load(LEAST.replace("password: secret-word", "passwordFile: " + file));

        assertEquals(
                new DigestCredentials("alice@op.example", "from-file"),
                config.sip().credentials(directory));
    }

    @Test
    void aCardInSoftwareTakesThePlaceOfThePassword() throws IOException {
        var keys = "aka: {key: %s, opc: %s}"
                .formatted("465b5ce8b199b49faa5f0a2ee238a6bc", "CD63CB71954A9F4E48A5994E37A02BAF");

        var config = load(LEAST.replace("password: secret-word", keys));

        assertInstanceOf(AkaCredentials.class, config.sip().credentials(directory));
        String printed = ConfigFile.print(config);
        assertFalse(printed.contains("465b5c") || printed.contains("CD63CB"), printed);
        assertFalse(config.toString().contains("465b5c") || config.toString().contains("CD63CB"));
        assertProblem(
                LEAST.replace("password: secret-word", "password: secret-word\n  " + keys),
                "sip.password: 'several' is not allowed; allowed: exactly one of password, passwordFile and aka");
        assertProblem(
                LEAST.replace("password: secret-word", "aka: {key: 'abcd', opc: 'ef'}"),
                "sip.aka.key: '(hidden)' is not allowed; allowed: 32 hexadecimal digits");
    }

    @Test
    void behindAProxyTheRegistrarIsTheHomeDomain() {
        var config = load(LEAST.replace("registrar: sip:127.0.0.1:5060", "proxy: sip:192.0.2.10:5060;transport=tcp"));

        assertEquals("sip:op.example", config.sip().registrar());
        assertEquals("1d", config.sip().expires().toString());
        assertEquals(
                "sip:home.example",
                load(LEAST.replace(
                                "registrar: sip:127.0.0.1:5060",
                                "proxy: sip:192.0.2.10\n  registrar: sip:home.example"))
                        .sip()
                        .registrar());
        assertProblem(LEAST.replace("  registrar: sip:127.0.0.1:5060\n", ""), "sip.registrar: missing");
    }

    @Test
    void aFetchMayTakeAsLongAsItTakesAtTheFloor() {
        // Eight segments of 1 MiB at 256 kbit/s take 262 s.
        assertEquals(Duration.ofSeconds(524), load(LEAST).downloadLimits().fetchPatience());
        assertEquals(
                Duration.ofMinutes(1),
                load(LEAST + "background: {yields: false}\n").downloadLimits().fetchPatience());
        assertEquals(
                Duration.ofMinutes(1),
                load(LEAST + "background: {floor: 10Mbit/s}\n").downloadLimits().fetchPatience());
    }

    @Test
    void whatIsWrongIsNamedWithItsPath() {
        assertProblem(LEAST.replace("sip:alice@op.example", "alice"), "sip.identity: 'alice'");
        assertProblem(LEAST + "source: nowhere\n", "source: 'nowhere' is not allowed; allowed: http://host:port");
        assertProblem(LEAST.replace("  password: secret-word\n", ""), "sip.password: ");
        assertProblem(LEAST.replace("publisherKeys: [publisher.pem]", ""), "publisherKeys: missing");
        assertProblem(LEAST + "trust: {root: 1.root.json}\n", "allowed: either trust or publisherKeys");
        assertProblem(LEAST.replace("publisherKeys: [publisher.pem]", "trust: {}"), "trust.root: missing");
        assertProblem(LEAST.replace("product: ims-client", "product: IMS!"), "product: 'IMS!'");
        assertProblem(LEAST + "limits: {peerSlots: 0}\n", "limits.peerSlots: '0' is not allowed; allowed: 1 to 256");
        assertProblem(LEAST.replace("sip:\n", "sip:\n  proxy: nowhere\n"), "sip.proxy: 'nowhere'");
        assertProblem(LEAST.replace("sip:\n", "sip:\n  expires: 1s\n"), "sip.expires: '1s'");
        assertProblem(LEAST.replace("sip:\n", "sip:\n  maxNotifyRate: 0.0\n"), "sip.maxNotifyRate: '0.0'");
        assertProblem(LEAST + "colour: red\n", "colour: unknown key");
        assertProblem(LEAST + "offers: perhaps\n", "offers: 'perhaps' is not allowed; allowed: accept or ask");
        assertProblem(LEAST + "http: {dscp: ef}\n", "http.dscp: 'ef'");
        assertProblem(
                LEAST + "background: {targetDelay: 2s}\n", "background.targetDelay: '2s' is not allowed; allowed: 5ms");
        assertProblem(LEAST + "background: {floor: none}\n", "background.floor: 'none'");
        assertProblem(LEAST + "downlink: 10\n", "downlink: ");
        assertProblem(LEAST + "install: {healthCheckTimeout: 0s}\n", "install.healthCheckTimeout: '0ms'");
    }

    private void assertProblem(String yaml, String expected) {
        var problem = assertThrows(ConfigProblem.class, () -> load(yaml));
        assertTrue(problem.getMessage().contains(expected), problem::getMessage);
        assertFalse(problem.getMessage().contains("secret-word"), problem::getMessage);
    }

    private ClientConfig load(String yaml) {
        try {
            return ConfigFile.load(Files.writeString(directory.resolve("client.yaml"), yaml), ClientConfig.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
