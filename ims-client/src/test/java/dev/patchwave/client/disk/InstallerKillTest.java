package dev.patchwave.client.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real process that installs one version after the other is killed with SIGKILL at a random moment. */
class InstallerKillTest {
    /** What the child runs: {@code install directory, content directory}. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            var directory = Path.of(args[0]);
            var scratch = Path.of(args[1]);
            var check = new HealthCheck(List.of("true"), Duration.ofSeconds(10));
            for (int version = 1; ; version++) {
                var content = Files.writeString(scratch.resolve("content-" + version), "patch " + version);
                var digest = Installer.digestOf(content);
                Installer.open(directory, check, 2).install(Integer.toString(version), content, digest);
                DurableNames.replace(
                        scratch.resolve("confirmed"), Integer.toString(version).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatWasConfirmedIsInUseAndWhatIsInUseIsWhole(long seed) throws Exception {
        var directory = temporary.resolve("install");
        var scratch = Files.createDirectory(temporary.resolve("scratch"));
        var confirmed = scratch.resolve("confirmed");
        var child = start(directory, scratch);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(confirmed));
            boolean diedByItself = child.waitFor(new Random(seed).nextInt(250), TimeUnit.MILLISECONDS);
            assertTrue(!diedByItself, () -> "seed " + seed + ": " + child.exitValue());
        } finally {
            child.destroyForcibly().waitFor();
        }

        var installer = Installer.open(directory, HealthCheck.none(), 2);

        int inUse = Integer.parseInt(installer.current().orElseThrow());
        int promised = Integer.parseInt(Files.readString(confirmed));
        assertTrue(inUse == promised || inUse == promised + 1, "seed " + seed + ": " + inUse + " after " + promised);
        assertEquals("patch " + inUse, Files.readString(installer.currentPatch()), "seed " + seed);
    }

    private Process start(Path directory, Path scratch) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.toString(),
                        scratch.toString())
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("child.log").toFile())
                .start();
    }
}
