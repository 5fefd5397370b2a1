package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.SubscriptionStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code patchwave drain} with real programs: cache and client leave, and are back at the source that is there next. */
class DrainTest {
    @TempDir
    Path directory;

    @Test
    void subscribersAreSentAwayAndComeToTheNextSource() throws Exception {
        try (var network =
                new SmallNetwork(directory).start(SmallNetwork.SOURCE).start(SmallNetwork.CACHE, SmallNetwork.CLIENT)) {
            String source = network.deployment().uri(SmallNetwork.SOURCE).toString();
            network.awaitStatus(SmallNetwork.SOURCE, DrainTest::bothAreThere);

            var run = network.patchwave("drain", "--wait", "1min", source).succeeded();
            assertTrue(run.out().strip().endsWith("2 subscriptions moved, 0 left"), run::toString);
            var shown = network.patchwave("status", source).succeeded();
            assertTrue(shown.out().startsWith("source source, drained"), shown::toString);

            network.deployment().kill(SmallNetwork.SOURCE);
            network.start(SmallNetwork.SOURCE);
            assertEquals(
                    "serving",
                    network.deployment()
                            .status(SmallNetwork.SOURCE)
                            .orElseThrow()
                            .state());
            network.awaitStatus(SmallNetwork.SOURCE, DrainTest::bothAreThere);
        }
    }

    private static boolean bothAreThere(ProgramStatus status) {
        return status.subscriptions().map(SubscriptionStatus::open).orElse(0L) == 2;
    }
}
