package dev.patchwave.client.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.core.PendingUpgrade;
import dev.patchwave.client.core.Sharing;
import dev.patchwave.client.core.StateChange;
import dev.patchwave.client.core.UpgradeOrder;
import dev.patchwave.client.core.UpgradeState;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientStateFileTest {
    private static final Instant T0 = Instant.parse("2026-03-01T08:00:00.123456789Z");

    @TempDir
    private Path temporary;

    @Test
    void everythingThatIsRememberedComesBack() throws IOException {
        var file = file();
        var state = new ClientState(
                ClientState.initial("1.0").instance(),
                busy(),
                new Sharing.Usage(T0, 77),
                Optional.of(
                        new ClientState.Seed(new ReleaseId("ims-client", "1.0"), URI.create("http://cache-1:8080/m"))));

        file.write(state);

        assertEquals(Optional.of(state), file.read());
    }

    @Test
    void aFirstStartDrawsNamesThatStayAndSayNothingAboutTheSubscriber() throws IOException {
        assertEquals(Optional.empty(), file().read());
        var fresh = ClientState.initial("1.0");
        file().write(fresh);

        assertEquals(Optional.of(fresh), file().read());
        assertTrue(fresh.member().value().matches("p-[0-9a-f]{24}"));
    }

    @Test
    void theNameThatAnEarlierVersionDrewIsPassedOver() throws IOException {
        var path = temporary.resolve("client.json");
        var fresh = ClientState.initial("1.0");
        file().write(fresh);
        Files.writeString(path, Files.readString(path).replaceFirst("\\{", "{\"member\": \"p-5b1c07d2e9f04a38\","));

        assertEquals(Optional.of(fresh), file().read());
    }

    @Test
    void aDamagedFileIsNamedAndNotOverwritten() throws IOException {
        var path = temporary.resolve("client.json");
        Files.writeString(path, "{\"instance\": tru");

        var problem = assertThrows(IOException.class, () -> file().read());

        assertTrue(problem.getMessage().contains(path.toString()));
        assertEquals("{\"instance\": tru", Files.readString(path));
    }

    private ClientStateFile file() {
        return new ClientStateFile(temporary.resolve("client.json"));
    }

    private static UpgradeState busy() {
        var release = new ReleaseId("ims-client", "2.0");
        var order = new UpgradeOrder(
                release,
                2,
                UpgradeOrder.Manner.OFFERED,
                URI.create("http://cache-1:8080/v1/releases/ims-client@2.0/manifest"),
                Optional.of(new CampaignId("c-1")),
                Duration.ofSeconds(90),
                Optional.of(T0));
        var pending = new PendingUpgrade(order, PendingUpgrade.Stage.WAITING, Optional.of(T0.plusSeconds(5)), 1, 2);
        var report = new StateChange(release, Optional.empty(), "1.0", Outcome.FAILED, "disk full", T0);
        return new UpgradeState(
                "1.0",
                1,
                2,
                Optional.of(pending),
                Optional.of(order),
                Optional.of(new UpgradeState.Failure(1, Optional.of(new CampaignId("c-0")), true, "no")),
                List.of(report));
    }
}
