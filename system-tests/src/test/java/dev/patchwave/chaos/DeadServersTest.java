package dev.patchwave.chaos;

import dev.patchwave.chaos.LiveDeployment.Domain;
import dev.patchwave.launcher.demo.Members;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server dies in the middle of a campaign and stays dead: clients finish with whoever is left. */
class DeadServersTest {
    private static final int SEGMENTS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The cache is filled long before its clients are done. */
    private static final Members MEMBERS = LiveDeployment.members(
            new Members.Uplink("80Mbit/s", 4),
            new Members.Uplink("24Mbit/s", 2),
            "24Mbit/s",
            new Domain("area-1", "23415A", "cache-1", List.of("alice", "bob")));

    private LiveDeployment live;

    @Test
    void onceTheCacheIsFullItsDomainNeedsTheSourceNoMore() throws IOException {
        live = LiveDeployment.start("DeadSource", MEMBERS);
        String release = live.publish(1, SEGMENTS);
        live.force(release);
        live.awaitShare(release, "cache-1", 1);

        live.kill("source");

        live.awaitInstalled(release, PATIENCE);
        live.wasFine();
    }

    @Test
    void withoutTheirCacheClientsClimbOnToTheSource() throws IOException {
        live = LiveDeployment.start("DeadCache", MEMBERS);
        String release = live.publish(2, SEGMENTS);
        live.force(release);
        live.awaitShare(release, "alice", 0.2);
        live.awaitShare(release, "bob", 0.2);

        live.kill("cache-1");

        live.awaitInstalled(release, PATIENCE);
        live.wasFine();
    }

    @AfterEach
    void stop() {
        live.close();
    }
}
