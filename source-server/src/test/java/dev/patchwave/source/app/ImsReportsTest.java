package dev.patchwave.source.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.sip.FeatureTag;
import dev.patchwave.signal.sip.SipBody;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a source behind a CSCF makes of clients' reports. */
class ImsReportsTest extends SourceBehindCscf {
    @Test
    void theChargingIdentifierReachesTheTransferRecord() throws Exception {
        cscf.send(register(
                        ALICE,
                        3600,
                        SipBody.of("message/sip", embedded(ALICE, FeatureTag.CLIENT, 3600)),
                        "001010001000001")
                .header("P-Charging-Vector", "icid-value=reg-1;orig-ioi=op.example"));
        var report = new Signal.UpgradeReport(
                instance(ALICE),
                Optional.of(new CampaignId("c1")),
                RELEASE,
                "1.0.0",
                Signal.UpgradeReport.Outcome.INSTALLED,
                Optional.empty(),
                new TreeMap<>(),
                0);

        // The registration was answered before it was written down, so the first report may find nothing yet.
        await().atMost(PATIENCE).until(() -> {
            var answer = cscf.send(fromUser("MESSAGE", ALICE)
                    .header("P-Charging-Vector", "icid-value=rep-1")
                    .body(body(report)));
            assertEquals(200, answer.status());
            return transferRecords().contains("\"icid\":\"reg-1\"");
        });
        assertTrue(transferRecords().contains("\"reportIcid\":\"rep-1\""));
    }

    /** The core vouches for who sends, and the registration says whose the device is. */
    @Test
    void aReportOfAnotherSubscribersDeviceIsRefused() throws Exception {
        cscf.send(register(
                ALICE, 3600, SipBody.of("message/sip", embedded(ALICE, FeatureTag.CLIENT, 3600)), "001010001000001"));
        var report = new Signal.UpgradeReport(
                instance(ALICE),
                Optional.empty(),
                RELEASE,
                "1.0.0",
                Signal.UpgradeReport.Outcome.FAILED,
                Optional.empty(),
                new TreeMap<>(),
                0);

        // The registration is answered before it is known.
        await().atMost(PATIENCE)
                .until(() ->
                        cscf.send(fromUser("MESSAGE", "sip:mallory@op.example").body(body(report)))
                                        .status()
                                == 403);
        assertEquals(
                200, cscf.send(fromUser("MESSAGE", ALICE).body(body(report))).status());
    }

    private String transferRecords() throws IOException {
        try (var files = Files.list(directory.resolve("data/transfers"))) {
            return Files.readString(files.findFirst().orElseThrow());
        }
    }
}
