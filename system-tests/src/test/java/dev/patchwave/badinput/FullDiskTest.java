package dev.patchwave.badinput;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.status.MemberStatus;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.tools.Run;
import dev.patchwave.tools.SmallNetwork;
import dev.patchwave.tools.TestPatch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
            network.awaitStatus(SmallNetwork.SOURCE, FullDiskTest::saysThatTheCacheHasNoRoom);
            assertTrue(network.deployment().isRunning(SmallNetwork.CACHE));

            makeRoom();
            network.awaitRelease(SmallNetwork.CACHE, "1.0", held -> held.ownedSegments() == held.segments());
            network.awaitStatus(SmallNetwork.SOURCE, status -> !saysThatTheCacheHasNoRoom(status));
        }
    }

    @Test
    void aClientWithoutRoomSaysSoAndUpgradesLater() throws IOException {
        try (var network = onSmallDisk(SmallNetwork.CLIENT)) {
            network.start(SmallNetwork.SOURCE, SmallNetwork.CACHE, SmallNetwork.CLIENT);
            fill();
            network.campaign(patch, "1.0");

            awaitLog(network, SmallNetwork.CLIENT, "not enough room in " + disk);
            assertTrue(network.deployment().isRunning(SmallNetwork.CLIENT));

            makeRoom();
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

            awaitLog(network, SmallNetwork.CACHE, "not enough room in " + disk);
            assertTrue(network.deployment().isRunning(SmallNetwork.CACHE));

            makeRoom();
            network.awaitRelease(SmallNetwork.CACHE, "1.0", held -> held.ownedSegments() == held.segments());
        }
    }

    @Test
    void aClientWhoseDiskFillsUpInTheMiddleGoesOnWhenThereIsRoom() throws IOException {
        try (var network = onSmallDisk(SmallNetwork.CLIENT)) {
            network.edit(SmallNetwork.CACHE, "uplink: 400Mbit/s", "uplink: 8Mbit/s");
            network.start(SmallNetwork.SOURCE, SmallNetwork.CACHE, SmallNetwork.CLIENT);
            network.campaign(patch, "1.0");
            network.awaitRelease(SmallNetwork.CLIENT, "1.0", held -> held.ownedSegments() > 0);
            fillToTheBrim();

            awaitLog(network, SmallNetwork.CLIENT, "not enough room in " + disk);
            assertTrue(network.deployment().isRunning(SmallNetwork.CLIENT));

            makeRoom();
            network.awaitStatus(SmallNetwork.CLIENT, status -> status.version().equals("1.0"));
        }
    }

    /** What a disk lost comes again; one that takes nothing more is still read from; both without anybody's help. */
    @Test
    void aCacheHealsWhatItsDiskLostAndServesFromADiskThatBecameReadOnly() throws Exception {
        try (var network = onSmallDisk(SmallNetwork.CACHE)) {
            Files.writeString(
                    network.config(SmallNetwork.CACHE),
                    "store: {scrub: {rate: unlimited, period: 1s}}\n",
                    StandardOpenOption.APPEND);
            network.start(SmallNetwork.SOURCE, SmallNetwork.CACHE);
            network.campaign(patch, "1.0");
            var content = disk.resolve(SmallNetwork.CACHE)
                    .resolve("releases")
                    .resolve(SmallNetwork.release("1.0"))
                    .resolve("content");
            flipABit(content, 3 << 20);

            network.awaitStatus(
                    SmallNetwork.CACHE,
                    status -> status.disk().orElseThrow().rottenSegments() == 1
                            && status.releases().getFirst().ownedSegments() == 6);
            assertEquals(-1, Files.mismatch(patch, content));

            makeReadOnly();
            try {
                network.publish(patch, "2.0").succeeded();
                network.force(SmallNetwork.release("2.0"), "--domain", SmallNetwork.DOMAIN)
                        .succeeded();
                awaitLog(network, SmallNetwork.CACHE, "cannot be written");
                network.awaitStatus(SmallNetwork.SOURCE, FullDiskTest::saysThatTheCacheHasNoRoom);
                assertArrayEquals(Files.readAllBytes(patch), download(network, "1.0"));
            } finally {
                Run.of(directory, List.of("umount", disk.toString()));
            }
            network.awaitRelease(SmallNetwork.CACHE, "2.0", held -> held.ownedSegments() == held.segments());
        }
    }

    private static boolean saysThatTheCacheHasNoRoom(ProgramStatus status) {
        return status.campaigns().stream().anyMatch(campaign -> campaign.state().equals(MemberStatus.NO_ROOM))
                && status.members().stream()
                        .anyMatch(member -> member.state().equals(MemberStatus.NO_ROOM)
                                && !member.trouble().isEmpty());
    }

    /** A second, read-only mount over the first: new files and writers find that one, as after the kernel's own remount. */
    private void makeReadOnly() throws IOException {
        var over = Run.of(directory, List.of("mount", "--bind", disk.toString(), disk.toString()));
        assertEquals(0, over.exitCode(), over::err);
        var remount = Run.of(directory, List.of("mount", "-o", "remount,ro,bind", disk.toString()));
        assertEquals(0, remount.exitCode(), remount::err);
    }

    private static void flipABit(Path file, long at) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int was = bytes.read();
            bytes.seek(at);
            bytes.write(was ^ 1);
        }
    }

    private static byte[] download(SmallNetwork network, String version) throws Exception {
        var uri = network.deployment()
                .uri(SmallNetwork.CACHE)
                .resolve("/v1/releases/" + SmallNetwork.release(version) + "/content");
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        }
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
