package dev.patchwave.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.launcher.demo.Deployment;
import dev.patchwave.launcher.demo.Members;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's first command, with a patch that is small enough for every day. */
class DemoTest {
    private static final int PATCH_BYTES = 4 << 20;

    @TempDir
    Path directory;

    @Test
    void theDemoShowsAllFiveStepsAndLeavesNothingRunning() throws IOException {
        Path kept = directory.resolve("kept");
        var demo = play("--plain", "--keep", kept.toString(), patch().toString());

        assertEquals(0, demo.exitCode(), demo::output);
        for (int step = 1; step <= 5; step++) {
            assertTrue(demo.output().contains("(" + step + ") "), demo::output);
        }
        assertTrue(demo.output().contains("All is well."), demo::output);
        for (String name : List.of("source", "cache-1", "alice")) {
            String config = Files.readString(kept.resolve(name + ".yaml"));
            assertTrue(config.contains("trust: {root: ") && !config.contains("publisherKeys"), config);
        }
        assertTrue(Files.exists(kept.resolve("repository/public/metadata/1.root.json")), demo::output);
        assertEquals(List.of(), processesOf(kept));
    }

    private Deployment.Ended play(String... arguments) throws IOException {
        var nobody = new Members(new Members.Uplink("1Mbit/s", 1), List.of(), List.of());
        try (var deployment = new Deployment(directory.resolve("shell"), nobody)) {
            var command = new ArrayList<>(List.of("demo"));
            command.addAll(List.of(arguments));
            return deployment.run(command.toArray(String[]::new));
        }
    }

    private Path patch() throws IOException {
        var bytes = new byte[PATCH_BYTES];
        new Random(7).nextBytes(bytes);
        return Files.write(directory.resolve("patch"), bytes);
    }

    private static List<String> processesOf(Path kept) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(kept.toString()))
                .toList();
    }
}
