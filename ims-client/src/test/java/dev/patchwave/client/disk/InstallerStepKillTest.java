package dev.patchwave.client.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.disk.Installer.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real process that installs the second version ends without another word after each step, and in the middle of its health check. */
class InstallerStepKillTest {
    private static final int ENDED_AT_THE_STEP = 42;

    /** What the child runs: {@code install directory, content, step after which it ends, health check...}. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            var content = Path.of(args[1]);
            var command = List.of(args).subList(3, args.length);
            Installer.open(Path.of(args[0]), new HealthCheck(command, Duration.ofMinutes(1)), 1, step -> {
                        if (step.name().equals(args[2])) {
                            Runtime.getRuntime().halt(ENDED_AT_THE_STEP); // No hook, no finally: as by kill -9.
                        }
                    })
                    .install("2", content, Installer.digestOf(content));
        }
    }

    @TempDir
    private Path temporary;

    private Path directory;
    private Path content;

    @BeforeEach
    void installTheFirst() throws IOException {
        directory = temporary.resolve("install");
        var first = Files.writeString(temporary.resolve("content-1"), "patch 1");
        content = Files.writeString(temporary.resolve("content-2"), "patch 2");
        Installer.open(directory, HealthCheck.none(), 1).install("1", first, Installer.digestOf(first));
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void whatIsInUseAfterwardsIsWholeAndHealthy(Step step) throws Exception {
        var child = start(step.name(), "true");
        assertTrue(child.waitFor(30, TimeUnit.SECONDS));
        assertEquals(ENDED_AT_THE_STEP, child.exitValue(), () -> log());

        boolean wasSettled = step == Step.SETTLED || step == Step.PRUNED;
        expectInUse(wasSettled ? "2" : "1");
        var installed =
                Installer.open(directory, HealthCheck.none(), 1).install("2", content, Installer.digestOf(content));
        assertEquals(new Installation.Installed("2"), installed);
        expectInUse("2");
    }

    @Test
    void killedInItsHealthCheckTheVersionBeforeIsInUseAgain() throws Exception {
        var begun = temporary.resolve("begun");
        var child = start("none", "sh", "-c", "touch '" + begun + "'; exec sleep 60");
        List<ProcessHandle> checks;
        try {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(begun));
            assertEquals(
                    "patch 2", Files.readString(directory.resolve("current").resolve("patch")));
            checks = child.descendants().toList();
        } finally {
            child.destroyForcibly().waitFor();
        }
        checks.forEach(ProcessHandle::destroyForcibly);

        expectInUse("1");
    }

    private void expectInUse(String version) throws IOException {
        var installer = Installer.open(directory, HealthCheck.none(), 1);
        assertEquals(Optional.of(version), installer.current());
        assertEquals("patch " + version, Files.readString(installer.currentPatch()));
        assertFalse(Files.exists(directory.resolve("switching")));
        try (var left = Files.list(directory.resolve("versions"))) {
            assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith(".")));
        }
    }

    private String log() {
        try {
            return Files.readString(temporary.resolve("child.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Process start(String step, String... healthCheck) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.toString(),
                        content.toString(),
                        step)
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("child.log").toFile());
        builder.command().addAll(List.of(healthCheck));
        return builder.start();
    }
}
