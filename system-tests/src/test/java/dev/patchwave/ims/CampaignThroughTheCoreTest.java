package dev.patchwave.ims;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.app.ImsClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fifty clients in two domains, a source and two caches, all behind a real IMS core: a forced, an offered and a requested campaign, and one
 * in whose middle the P-CSCF is restarted.
 */
@Tag("tools")
class CampaignThroughTheCoreTest {
    private static final int CLIENTS_IN_EACH_AREA = 25;
    private static final int UPGRADES = 3 * 2 * CLIENTS_IN_EACH_AREA + 1;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SMALL_BYTES = 700_000;
    private static final int LARGE_BYTES = 6_000_000;

    @ParameterizedTest
    @EnumSource(RealCore.Variant.class)
    void everyCampaignReachesEverybody(RealCore.Variant variant) throws Exception {
        Path directory = WorkingDirectory.fresh("campaign-" + variant.word());
        String net = variant == RealCore.Variant.FULL ? "127.0.65" : "127.0.64";
        try (var core = RealCore.start(variant, net, directory.resolve("core"), Map.of());
                var network = ImsDeployment.start(core, directory, 81)) {
            network.startClients(CLIENTS_IN_EACH_AREA);

            network.publish("1.1", SMALL_BYTES);
            network.order("force", "forced", "1.1");
            network.awaitInstalled("forced", "1.1");

            network.publish("1.2", SMALL_BYTES);
            network.order("offer", "offered", "1.2");
            network.awaitInstalled("offered", "1.2");

            network.publish("1.3", SMALL_BYTES);
            var asker = network.clients().getFirst();
            asker.check();
            Awaitility.await("who asks is served")
                    .atMost(PATIENCE)
                    .until(() -> asker.progress().version().equals("1.3"));
            assertEquals(
                    1,
                    network.clients().stream()
                            .filter(CampaignThroughTheCoreTest::hasAsked)
                            .count());

            network.publish("1.4", LARGE_BYTES);
            network.order("force", "restarted", "1.4");
            network.awaitDownloading("1.4");
            core.restartProxy();
            network.awaitInstalled("restarted", "1.4");

            Awaitility.await("each upgrade left its transfer record")
                    .atMost(PATIENCE)
                    .until(() -> network.transferRecords().size(), equalTo(UPGRADES));
            var records = network.transferRecords();
            assertTrue(
                    records.stream().allMatch(line -> line.contains("\"icid\":\"")), () -> "without icid: " + records);
        }
    }

    private static boolean hasAsked(ImsClient client) {
        return client.progress().version().equals("1.3");
    }
}
