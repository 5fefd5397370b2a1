package dev.patchwave.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.core.UpgradeEffect.Abandon;
import dev.patchwave.client.core.UpgradeEffect.Download;
import dev.patchwave.client.core.UpgradeEffect.FetchManifest;
import dev.patchwave.client.core.UpgradeEffect.Install;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disk that is full or read-only, at each stage. */
class UpgradeWithoutRoomTest extends UpgradeStory {
    @Test
    void anInstallationWithoutRoomIsTriedAgainAndCountsAsNoDeath() {
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        delivered();

        for (int round = 0; round < 40; round++) {
            assertEquals(List.of(new Install(TWO)), feed(new UpgradeEvent.DownloadFinished(TWO)));
            assertEquals(List.of(), feed(new UpgradeEvent.NoRoom(TWO, "not enough room")));
            assertEquals(0, durable.pending().orElseThrow().installs());
            assertEquals(
                    List.of(new Download(TWO)), wakeAt(upgrade.nextDeadline().orElseThrow()));
        }
        feed(new UpgradeEvent.DownloadFinished(TWO));
        feed(new UpgradeEvent.Installed(TWO));
        assertEquals("2.0", durable.installedVersion());
    }

    @Test
    void aFullDiskIsWaitedForHoweverLongItTakes() {
        tell(forced(TWO, 2));
        for (int round = 0; round < 40; round++) {
            assertEquals(List.of(), feed(new UpgradeEvent.NoRoom(TWO, "not enough room")));
            var next = upgrade.nextDeadline().orElseThrow();
            assertTrue(Duration.between(now, next).compareTo(Duration.ofMinutes(1)) <= 0);
            assertEquals(List.of(new FetchManifest(TWO, MANIFEST)), wakeAt(next));
        }
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        for (int round = 0; round < 40; round++) {
            assertEquals(List.of(), feed(new UpgradeEvent.NoRoom(TWO, "not enough room")));
            assertEquals(
                    List.of(new Download(TWO)), wakeAt(upgrade.nextDeadline().orElseThrow()));
        }
    }

    @Test
    void aNewerReleaseDoesNotWaitForRoomForTheOneBefore() {
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        delivered();
        feed(new UpgradeEvent.DownloadFinished(TWO));
        assertEquals(List.of(), tell(forced(THREE, 3)));

        var effects = feed(new UpgradeEvent.NoRoom(TWO, "not enough room"));

        assertTrue(effects.contains(new Abandon(TWO)), effects::toString);
        assertTrue(effects.contains(new FetchManifest(THREE, MANIFEST)), effects::toString);
    }
}
