package dev.patchwave.benchmarks.lab;

import dev.patchwave.benchmarks.Patience;
import dev.patchwave.release.ReleaseId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the lab's runner tells one host by its environment, and the files by which they talk.
 *
 * @param name of the host, e.g. {@code d0n3}
 * @param address of the host
 * @param port where it serves
 * @param directory the host's own
 * @param run what all hosts share: the key and the signed manifest
 * @param uplinkBitsPerSecond what the operator would configure; empty is unknown
 */
record LabHost(String name, String address, int port, Path directory, Path run, Optional<Long> uplinkBitsPerSecond) {
    static final ReleaseId RELEASE = ReleaseId.parse("lab@1");
    private static final int PORT = 8480;
    private static final Duration NOBODY_WAITS_LONGER = Duration.ofHours(1);

    static LabHost ofEnvironment() {
        var uplink = Optional.ofNullable(System.getenv("UPLINK_BITS_PER_SECOND"))
                .filter(text -> !text.isBlank())
                .map(Long::valueOf);
        return new LabHost(variable("HOST"), variable("MY_IP"), PORT, Path.of(variable("MY_DIR")), sharedRun(), uplink);
    }

    static Path sharedRun() {
        return Path.of(variable("RUN"));
    }

    static String variable(String name) {
        return Optional.ofNullable(System.getenv(name))
                .orElseThrow(() -> new IllegalStateException("the lab's runner sets " + name));
    }

    static URI baseOf(String address) {
        return URI.create("http://" + address + ":" + PORT);
    }

    URI base() {
        return URI.create("http://" + address + ":" + port);
    }

    /** Another program on this machine, for a moment. */
    LabHost onLoopback(String called, int itsPort, long itsUplinkBitsPerSecond) {
        return new LabHost(
                called, "127.0.0.1", itsPort, directory.resolve(called), run, Optional.of(itsUplinkBitsPerSecond));
    }

    void mark(String file) throws IOException {
        Files.createFile(directory.resolve(file));
    }

    /** Dial-back and giving way, as the programs have them unless they are configured otherwise; the lab's own choice by its environment. */
    static boolean manners() {
        return System.getenv("PATCHWAVE_LAB_MANNERS") != null;
    }

    /** Downloads give way too. */
    static boolean downloadsYield() {
        return "both".equals(System.getenv("PATCHWAVE_LAB_MANNERS"));
    }

    /** Waits until the runner says so by a file. */
    void await(String file) throws IOException {
        Patience.await(file, NOBODY_WAITS_LONGER, () -> Files.exists(directory.resolve(file)));
    }

    /** Other caches that this host may be sent to. */
    static String[] addresses(String variable) {
        return Arrays.stream(variable(variable).split(" +"))
                .filter(text -> !text.isBlank())
                .toArray(String[]::new);
    }
}
