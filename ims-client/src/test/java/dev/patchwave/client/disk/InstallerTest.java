package dev.patchwave.client.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.disk.Installation.Installed;
import dev.patchwave.client.disk.Installation.Reverted;
import dev.patchwave.client.disk.Installer.Step;
import dev.patchwave.release.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstallerTest {
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    private Path temporary;

    private Path directory;

    @BeforeEach
    void chooseDirectory() {
        directory = temporary.resolve("install");
    }

    @Test
    void aHealthyVersionBecomesCurrentAndTheOneBeforeStays() throws IOException {
        var installer = open(healthy(), 1);

        assertEquals(Optional.empty(), installer.current());
        assertEquals(new Installed("1.0"), install(installer, "1.0"));
        assertEquals(new Installed("2.0"), install(installer, "2.0"));

        assertEquals(Optional.of("2.0"), installer.current());
        assertEquals("patch 2.0", Files.readString(directory.resolve("current/patch")));
        assertEquals(List.of("1.0", "2.0"), versions());
    }

    @Test
    void anUnhealthyVersionIsNeverLeftInUse() throws IOException {
        install(open(healthy(), 1), "1.0");
        var strict = open(
                check("grep -q 'patch 1' \"$PATCHWAVE_FILE\" || { echo bad; echo no $PATCHWAVE_VERSION; exit 3; }"), 1);

        var outcome = install(strict, "2.0");

        assertEquals(new Reverted("2.0", "health check: exit 3: no 2.0", Optional.of("1.0")), outcome);
        assertEquals(Optional.of("1.0"), strict.current());
    }

    @Test
    void anUnhealthyFirstVersionLeavesNothingInUse() throws IOException {
        var installer = open(check("exit 1"), 1);

        assertEquals(new Reverted("1.0", "health check: exit 1", Optional.empty()), install(installer, "1.0"));
        assertEquals(Optional.empty(), installer.current());
    }

    @Test
    void aHealthCheckThatHangsIsKilledWithItsChildrenAndCountsAsUnhealthy() throws IOException {
        var pidFile = temporary.resolve("pid");
        var hangs = new HealthCheck(
                List.of("sh", "-c", "sleep 1000 & echo $! > " + pidFile + "; wait"), Duration.ofMillis(700));

        var outcome = (Reverted) install(open(hangs, 1), "1.0");

        assertEquals("health check took longer than 700 ms", outcome.reason());
        long child = Long.parseLong(Files.readString(pidFile).strip());
        Awaitility.await("the child is killed and reaped")
                .until(() ->
                        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aHealthCheckThatTalksForEverCostsNoMemory() throws IOException {
        var talks = check("head -c 50000000 /dev/zero | tr '\\0' 'x'; exit 4");

        var outcome = (Reverted) install(open(talks, 1), "1.0");

        assertTrue(outcome.reason().startsWith("health check: exit 4"));
        assertTrue(outcome.reason().length() < 5000);
    }

    @Test
    void aHealthCheckThatDoesNotExistIsAComplaintNotACrash() throws IOException {
        var missing = new HealthCheck(List.of("/no/such/command"), Duration.ofSeconds(5));

        var outcome = (Reverted) install(open(missing, 1), "1.0");

        assertTrue(outcome.reason().startsWith("health check did not start"), outcome.reason());
    }

    @Test
    void theHealthCheckSeesNoSecretsOfOurEnvironment() throws IOException {
        var lists = check("env | cut -d= -f1 | sort | grep -v '^_$' | tr '\\n' ' '; exit 9");

        var outcome = (Reverted) install(open(lists, 1), "1.0");

        for (String name : outcome.reason().replaceFirst(".*: ", "").split(" ", -1)) {
            assertTrue(
                    List.of(
                                    "PATH",
                                    "HOME",
                                    "LANG",
                                    "TMPDIR",
                                    "PWD",
                                    "SHLVL",
                                    "OLDPWD",
                                    "PATCHWAVE_FILE",
                                    "PATCHWAVE_VERSION")
                            .contains(name),
                    name);
        }
    }

    @Test
    void contentThatIsNotWhatTheManifestSaysIsNotInstalled() throws IOException {
        var installer = open(healthy(), 1);
        var content = Files.writeString(temporary.resolve("content"), "something else");

        assertThrows(
                IOException.class, () -> installer.install("1.0", content, Digest.of("patch 1.0".getBytes(UTF_8))));
        assertEquals(Optional.empty(), installer.current());
        assertEquals(List.of(), versions(), "no half copy takes room");
    }

    @Test
    void installingTheSameVersionAgainChangesNothing() throws IOException {
        var installer = open(healthy(), 1);
        install(installer, "1.0");

        assertEquals(new Installed("1.0"), install(open(check("exit 1"), 1), "1.0"));
    }

    @Test
    void aDirectoryAmongTheVersionsThatHoldsNoPatchIsLeftAlone() throws IOException {
        install(open(healthy(), 0), "1");
        var notOurs = Files.createDirectories(directory.resolve("versions").resolve("notes"));
        Files.writeString(notOurs.resolve("text"), "mine");

        install(open(healthy(), 0), "2");

        assertEquals(List.of("2", "notes"), versions());
    }

    @Test
    void onlySoManyOldVersionsAreKeptAndAlwaysTheOneBefore() throws IOException {
        var installer = open(healthy(), 2);
        for (String version : List.of("1", "2", "3", "4")) {
            install(installer, version);
        }
        assertEquals(List.of("2", "3", "4"), versions());

        install(open(healthy(), 0), "5");
        assertEquals(List.of("5"), versions());
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aCrashAtAnyStepLeavesTheOldVersionOrTheNewOne(Step step) throws IOException {
        install(open(healthy(), 1), "1.0");

        assertThrows(Crash.class, () -> install(crashingAfter(step), "2.0"));

        var patch = Files.readString(directory.resolve("current/patch"));
        assertTrue(List.of("patch 1.0", "patch 2.0").contains(patch), "in use right after the crash: " + patch);
        var recovered = open(healthy(), 1);
        assertEquals(Optional.of(isSettledAfter(step) ? "2.0" : "1.0"), recovered.current());
        assertEquals(new Installed("2.0"), install(recovered, "2.0"));
        assertEquals("patch 2.0", Files.readString(recovered.currentPatch()));
        assertEquals(List.of("1.0", "2.0"), versions());
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aCrashInTheFirstInstallationLeavesNothingOrTheNewOne(Step step) throws IOException {
        assertThrows(Crash.class, () -> install(crashingAfter(step), "1.0"));

        var recovered = open(healthy(), 1);

        assertEquals(isSettledAfter(step) ? Optional.of("1.0") : Optional.empty(), recovered.current());
        assertEquals(new Installed("1.0"), install(recovered, "1.0"));
    }

    private static boolean isSettledAfter(Step step) {
        return step == Step.SETTLED || step == Step.PRUNED;
    }

    private Installer crashingAfter(Step step) throws IOException {
        Consumer<Step> crash = reached -> {
            if (reached == step) {
                throw new Crash();
            }
        };
        return Installer.open(directory, healthy(), 1, crash);
    }

    private Installer open(HealthCheck check, int keepVersions) throws IOException {
        return Installer.open(directory, check, keepVersions);
    }

    private Installation install(Installer installer, String version) throws IOException {
        var bytes = "patch " + version;
        var content = Files.writeString(temporary.resolve("content-" + version), bytes);
        return installer.install(version, content, Installer.digestOf(content));
    }

    private List<String> versions() throws IOException {
        try (var paths = Files.list(directory.resolve("versions"))) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static HealthCheck healthy() {
        return HealthCheck.none();
    }

    private static HealthCheck check(String script) {
        return new HealthCheck(List.of("sh", "-c", script), Duration.ofSeconds(20));
    }
}
