package dev.patchwave.ims;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where a test leaves configurations, state and logs, for whoever looks into its failure: {@code target/ims/<name>}. */
final class WorkingDirectory {
    private WorkingDirectory() {}

    /** An empty one; what the last run left is gone. */
    static Path fresh(String name) throws IOException {
        Path directory = Path.of("target", "ims", name).toAbsolutePath();
        if (Files.exists(directory)) {
            try (var everything = Files.walk(directory)) {
                for (Path path : everything.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(directory);
    }
}
