package dev.patchwave.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link BadPeer} in a process of its own. */
final class BadPeerProcess implements AutoCloseable {
    private final Process process;
    private final Path said;

    /** Starts it; what it says goes to a file in {@code directory}. */
    BadPeerProcess(Path directory, BadPeer.Manner manner, URI cache, String release, int segments, long lengthBytes)
            throws IOException {
        said = directory.resolve("bad-peer.log");
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BadPeer.class.getName(),
                        manner.name(),
                        cache.toString(),
                        release,
                        Integer.toString(segments),
                        Long.toString(lengthBytes)))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    /** How many requests for segments it got. */
    long asked() throws IOException {
        return Files.readAllLines(said).stream()
                .filter(line -> line.startsWith("asked"))
                .count();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
