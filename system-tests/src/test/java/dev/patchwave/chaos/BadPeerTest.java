package dev.patchwave.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.chaos.LiveDeployment.Domain;
import dev.patchwave.launcher.demo.Members;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.swarm.DownloadLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real process in the swarm lies or falls silent: the clients do without it. */
class BadPeerTest {
    private static final int SEGMENTS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of one holder when it is found out. */
    private static final int ON_THEIR_WAY = DownloadLimits.defaults().fetchesPerHolder();

    /** A cache with one slot sends its clients to peers soon. */
    private static final Members MEMBERS = LiveDeployment.members(
            new Members.Uplink("32Mbit/s", 2),
            new Members.Uplink("24Mbit/s", 1),
            "24Mbit/s",
            new Domain("area-1", "23415A", "cache-1", List.of("alice", "bob")));

    private LiveDeployment live;

    @Test
    void aWrongSegmentIsRefusedItsSenderBannedAndTheSegmentFetchedElsewhere() throws IOException {
        live = LiveDeployment.start("RubbishPeer", MEMBERS);
        String release = live.publish(1, SEGMENTS);
        try (var liar = badPeer(BadPeer.Manner.SERVES_RUBBISH, release)) {
            live.force(release);
            live.awaitInstalled(release, PATIENCE);

            assertTrue(liar.asked() > 0, "nobody asked the liar for a segment");
            var banning = live.clients().stream()
                    .filter(client -> bans(client).contains(BadPeer.NAME.value()))
                    .toList();
            assertTrue(!banning.isEmpty(), "no client banned the liar");
            assertTrue(
                    liar.asked() <= (long) banning.size() * ON_THEIR_WAY,
                    "the liar was asked " + liar.asked() + " times, banned by " + banning);
            await().atMost(PATIENCE).until(() -> bans("cache-1").equals(List.of(BadPeer.NAME.value())));
        }
        live.wasFine();
    }

    @Test
    void aPeerThatNeverAnswersIsLeftForOthers() throws IOException {
        live = LiveDeployment.start("SilentPeer", MEMBERS);
        String release = live.publish(2, SEGMENTS);
        try (var mute = badPeer(BadPeer.Manner.STAYS_SILENT, release)) {
            live.force(release);
            live.awaitInstalled(release, PATIENCE);

            assertTrue(mute.asked() > 0, "nobody asked the silent peer for a segment");
            live.clients().forEach(client -> assertEquals(List.of(), bans(client), "silence is no lie"));
        }
        live.wasFine();
    }

    private BadPeerProcess badPeer(BadPeer.Manner manner, String release) throws IOException {
        return new BadPeerProcess(
                live.deployment().directory(),
                manner,
                live.deployment().uri("cache-1"),
                release,
                SEGMENTS,
                LiveDeployment.lengthBytes(SEGMENTS));
    }

    private List<String> bans(String name) {
        return live.status(name).map(ProgramStatus::bannedHolders).orElse(List.of());
    }

    @AfterEach
    void stop() {
        live.close();
    }
}
