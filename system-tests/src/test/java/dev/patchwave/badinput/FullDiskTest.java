package dev.patchwave.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.status.CampaignStatus;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.tools.Run;
import dev.patchwave.tools.SmallNetwork;
import dev.patchwave.tools.TestPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk without room: for a publisher, a cache and a client. Nothing hangs, and all goes well once there is room.
 *
 * <p>The disk is a small tmpfs, which only root may mount: skipped, with the reason, for others.
 */
class FullDiskTest {
    private static final String DISK_SIZE = "64m"; // RocksDB's own library takes 17 MB of it.
    private static final long TOO_LITTLE_BYTES = 3 << 20;
    private static final TestPatch PATCH = TestPatch.of(6 << 20, 31);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path disk;
    private Path patch;

    @BeforeEach
    void mount() throws IOException {
        disk = Files.createDirectory(directory.resolve("disk"));
        patch = PATCH.writeTo(directory.resolve("patch"));
        var mounted =
                Run.of(directory, List.of("mount", "-t", "tmpfs", "-o", "size=" + DISK_SIZE, "tmpfs", disk.toString()));
        Assumptions.assumeTrue(
                mounted.exitCode() == 0,
                () -> "SKIPPED: a full disk needs a tmpfs, and mounting one failed (root only): " + mounted.err());
    }

    @AfterEach
    void unmount() throws IOException {
        Run.of(directory, List.of("umount", "-l", disk.toString()));
    }

    @Test
    void aSourceWithoutRoomRefusesTheReleaseAndTakesItLater() throws IOException {
        try (var network = onSmallDisk(SmallNetwork.SOURCE)) {
            network.start(SmallNetwork.SOURCE);
            fill();

            OneLine.expect(
                    network.publish(patch, "1.0"),
                    OneLine.FAILED,
                    "refused the manifest (507): not enough room in",
                    "bytes are needed");
            assertEquals(
                    List.of(),
                    network.deployment()
                            .status(SmallNetwork.SOURCE)
                            .orElseThrow()
                            .releases());

            makeRoom();
            network.publish(patch, "1.0").succeeded();
        }
    }

    @Test
    void aCacheWithoutRoomSaysSoAndFillsLater() throws IOException {
        try (var network = onSmallDisk(SmallNetwork.CACHE)) {
            network.start(SmallNetwork.SOURCE, SmallNetwork.CACHE);
            fill();
            network.publish(patch, "1.0").succeeded();
            network.force(SmallNetwork.release("1.0"), "--domain", SmallNetwork.DOMAIN)
                    .succeeded();

            awaitLog(network, SmallNetwork.CACHE, "not enough room");
            assertTrue(network.deployment().isRunning(SmallNetwork.CACHE));

            makeRoom();
            network.awaitRelease(SmallNetwork.CACHE, "1.0", held -> held.ownedSegments() == held.segments());
        }
    }

    @Test
    void aClientWithoutRoomSaysSoAndUpgradesLater() throws IOException {
        try (var network = onSmallDisk(SmallNetwork.CLIENT)) {
            network.start(SmallNetwork.SOURCE, SmallNetwork.CACHE, SmallNetwork.CLIENT);
            fill();
            network.campaign(patch, "1.0");

            awaitLog(network, SmallNetwork.CLIENT, "not enough room");
            network.awaitStatus(SmallNetwork.SOURCE, status -> failed(status) == 1);
            assertTrue(network.deployment().isRunning(SmallNetwork.CLIENT));

            makeRoom();
            network.force(SmallNetwork.release("1.0"), "--domain", SmallNetwork.DOMAIN)
                    .succeeded();
            network.awaitStatus(SmallNetwork.CLIENT, status -> status.version().equals("1.0"));
        }
    }

    @Test
    void aCacheWhoseDiskFillsUpInTheMiddleGoesOnWhenThereIsRoom() throws IOException {
        try (var network = onSmallDisk(SmallNetwork.CACHE)) {
            network.edit(SmallNetwork.SOURCE, "uplink: 400Mbit/s", "uplink: 8Mbit/s");
            network.start(SmallNetwork.SOURCE, SmallNetwork.CACHE);
            network.publish(patch, "1.0").succeeded();
            network.force(SmallNetwork.release("1.0"), "--domain", SmallNetwork.DOMAIN)
                    .succeeded();
            network.awaitRelease(SmallNetwork.CACHE, "1.0", held -> held.ownedSegments() > 0);
            fillToTheBrim();

            awaitLog(network, SmallNetwork.CACHE, "no room left in " + disk);
            assertTrue(network.deployment().isRunning(SmallNetwork.CACHE));

            makeRoom();
            network.awaitRelease(SmallNetwork.CACHE, "1.0", held -> held.ownedSegments() == held.segments());
        }
    }

    /** It may decide nothing that it cannot remember: it ends with a line, for its supervisor to start it again. */
    @Test
    void aClientWhoseDiskFillsUpInTheMiddleEndsAndGoesOnWhenItIsStartedAgain() throws IOException {
        try (var network = onSmallDisk(SmallNetwork.CLIENT)) {
            network.edit(SmallNetwork.CACHE, "uplink: 400Mbit/s", "uplink: 8Mbit/s");
            network.start(SmallNetwork.SOURCE, SmallNetwork.CACHE, SmallNetwork.CLIENT);
            network.campaign(patch, "1.0");
            network.awaitRelease(SmallNetwork.CLIENT, "1.0", held -> held.ownedSegments() > 0);
            fillToTheBrim();

            awaitLog(network, SmallNetwork.CLIENT, "patchwave: the client's state cannot be kept: " + disk);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !network.deployment().isRunning(SmallNetwork.CLIENT));

            makeRoom();
            network.start(SmallNetwork.CLIENT);
            network.awaitStatus(SmallNetwork.CLIENT, status -> status.version().equals("1.0"));
        }
    }

    private static int failed(ProgramStatus status) {
        return status.campaigns().stream().mapToInt(CampaignStatus::failed).sum();
    }

    private SmallNetwork onSmallDisk(String name) throws IOException {
        var network = new SmallNetwork(directory.resolve("network"));
        network.edit(
                name, "dataDirectory: '" + network.directory().resolve(name), "dataDirectory: '" + disk.resolve(name));
        return network;
    }

    /** Leaves less room than the patch needs. */
    private void fill() throws IOException {
        var block = new byte[1 << 20];
        try (var ballast = Files.newOutputStream(disk.resolve("ballast"))) {
            while (Files.getFileStore(disk).getUsableSpace() > TOO_LITTLE_BYTES) {
                ballast.write(block);
            }
        }
    }

    /** Leaves nothing at all. */
    private void fillToTheBrim() throws IOException {
        try (var ballast = Files.newOutputStream(disk.resolve("ballast"))) {
            while (true) {
                ballast.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full::toString);
        }
    }

    private void makeRoom() throws IOException {
        Files.delete(disk.resolve("ballast"));
    }

    private static void awaitLog(SmallNetwork network, String name, String word) {
        Awaitility.await(name + " says '" + word + "'")
                .atMost(PATIENCE)
                .until(() -> Files.readString(network.log(name)).contains(word));
    }
}
