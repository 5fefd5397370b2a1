package dev.patchwave.client.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.client.core.PendingUpgrade;
import dev.patchwave.client.core.UpgradeEffect;
import dev.patchwave.client.core.UpgradeEvent;
import dev.patchwave.client.core.UpgradeOrder.Manner;
import dev.patchwave.client.core.UpgradeState;
import dev.patchwave.client.disk.ClientState;
import dev.patchwave.client.disk.ClientStateFile;
import dev.patchwave.client.disk.HealthCheck;
import dev.patchwave.client.disk.Installer;
import dev.patchwave.disk.FaultyDisk;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.stop.StopBook;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.ManifestVerifier;
import dev.patchwave.trust.PublisherKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class UpgradingTest {
    private static final ReleaseId BEFORE = new ReleaseId("ims-client", "1.5");
    private static final URI MANIFEST = URI.create("http://192.0.2.1:8080/v1/releases/ims-client@2.0/manifest");

    @TempDir
    private Path temporary;

    private final PublisherKey key = PublisherKey.generate();
    private final List<UpgradeEvent> told = new ArrayList<>();
    private final FaultyDisk disk = new FaultyDisk();
    private final ClientStateFile file = new ClientStateFile(disk.root().resolve("client.json"));
    private ReleaseStore store;

    @BeforeEach
    void open() throws Exception {
        store = ReleaseStore.open(temporary.resolve("releases"));
        hold(BEFORE, 1);
        hold(TestClient.RELEASE, 2);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    /** The room for the note of what is seeded may be that of the release before. */
    @Test
    void whatIsSupersededGoesBeforeTheSeedIsWrittenDown() throws Exception {
        var memory = memory();
        var heldAtWrite = new ArrayList<Boolean>();
        disk.afterEachWrite(() -> heldAtWrite.add(store.find(BEFORE).isPresent()));

        upgrading(memory).perform(new UpgradeEffect.Install(TestClient.RELEASE));

        assertEquals(List.of(new UpgradeEvent.Installed(TestClient.RELEASE)), told);
        assertEquals(List.of(false), heldAtWrite);
        assertEquals(
                TestClient.RELEASE,
                file.read().orElseThrow().seed().orElseThrow().release());
    }

    @Test
    void afterACrashInBetweenASeedThatIsNotThereIsPassedOverAndTheInstallationComesAgain() throws Exception {
        var memory = memory();
        store.remove(BEFORE);
        var upgrading = upgrading(memory);

        upgrading.seedAgain();
        upgrading.perform(new UpgradeEffect.Install(TestClient.RELEASE));

        assertEquals(List.of(new UpgradeEvent.Installed(TestClient.RELEASE)), told);
        assertEquals(TestClient.RELEASE, memory.get().seed().orElseThrow().release());
    }

    private void hold(ReleaseId release, long sequence) throws Exception {
        var patch = Files.writeString(temporary.resolve("patch-" + release.version()), "patch " + release);
        var manifest = new PatchCutter(release, sequence, Manifest.MIN_SEGMENT_SIZE_BYTES, Instant.EPOCH)
                .cut(patch, done -> {});
        store.create(new ManifestSigner(key).sign(manifest)).importContent(patch);
    }

    /** Of a client that seeds the release before and installs the one that it has now. */
    private ClientMemory memory() throws Exception {
        var pending = new PendingUpgrade(
                TestClient.order(Manner.FORCED, MANIFEST), PendingUpgrade.Stage.INSTALLING, Optional.empty(), 1, 1);
        var fresh = ClientState.initial("1.5");
        var state = fresh.with(new UpgradeState(
                        "1.5", 1, 2, Optional.of(pending), Optional.empty(), Optional.empty(), List.of()))
                .with(new ClientState.Seed(BEFORE, MANIFEST));
        file.write(state);
        return new ClientMemory(file, state, Duration.ofMillis(1));
    }

    private Upgrading upgrading(ClientMemory memory) throws Exception {
        Executor here = Runnable::run;
        var installer = Installer.open(temporary.resolve("install"), HealthCheck.none(), 0);
        var swarms =
                new Swarms(here, told::add, stops -> {}, UpgradingTest::fail, Clock.systemUTC(), Duration.ofMinutes(1));
        var stops = StopBook.open(temporary, new ManifestVerifier(List.of(key.publicKey())));
        return new Upgrading(
                memory,
                null,
                store,
                swarms,
                new StopGate(stops, swarms, origin -> CompletableFuture.completedFuture(null)),
                (held, origin) -> {
                    throw new AssertionError("joins the swarm of " + held.release());
                },
                Optional.empty(),
                installer,
                new InstalledPatch(installer.currentPatch(), here),
                new ScriptedSignalling(),
                here,
                null,
                told::add);
    }

    private static void fail(Throwable fault) {
        throw new AssertionError(fault);
    }
}
