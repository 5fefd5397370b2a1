package dev.patchwave.launcher.demo;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.launcher.Attended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code patchwave demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Plays a whole campaign on this machine with real processes, and judges it.",
            "On loopback: one source, two domains with a cache each, and nine clients. An admin forces the upgrade by SIP, the source pushes, caches and peers share, Bob is killed",
            "with -9 in the middle and resumes. Leaves nothing running."
        },
        footer = {
            "",
            "Exit code: 0 everybody has the patch and every step was seen, 1 otherwise.",
            "",
            "Examples:",
            "  patchwave demo                    with the JDK's own lib/modules as the patch",
            "  patchwave demo big.iso --keep d   with a file of yours; configuration and logs stay in d"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The patch. Default: the JDK's lib/modules.")
    private Path file;

    @Option(names = "--keep", paramLabel = "DIR", description = "Keep configuration, state and logs in DIR.")
    private Path keep;

    @Option(names = "--plain", description = "No moving picture, just the lines that stay.")
    private boolean plain;

    @Option(
            names = "--no-tls",
            description = "Plain HTTP between all programs. Default: TLS, by an authority of the demo's own.")
    private boolean noTls;

    @Override
    public Integer call() throws IOException {
        Path patch = file == null ? Path.of(System.getProperty("java.home"), "lib", "modules") : file;
        requireReadable(patch);
        Path directory = keep == null ? Files.createTempDirectory("patchwave-demo-") : Files.createDirectories(keep);
        boolean wentWell = false;
        try (Screen screen = screen()) {
            var problems = new DemoRun(directory, patch, new Scale(Files.size(patch)), !noTls, screen).play();
            problems.forEach(problem -> screen.tell("FAILED: " + problem));
            screen.tell(problems.isEmpty() ? "All is well." : "Logs: " + directory);
            wentWell = problems.isEmpty();
            return wentWell ? 0 : FAILED;
        } finally {
            if (keep == null && wentWell) { // Else its logs tell why.
                delete(directory);
            }
        }
    }

    private static void requireReadable(Path patch) throws IOException {
        if (!Files.isRegularFile(patch) || !Files.isReadable(patch)) {
            throw new ConfigProblem(patch, Files.exists(patch) ? "is no file that can be read" : "no such file");
        }
        if (Files.size(patch) == 0) {
            throw new ConfigProblem(patch, "is empty; a patch has at least one byte");
        }
        if (Files.size(patch) < Scale.MIN_LENGTH_BYTES) {
            throw new ConfigProblem(
                    patch, "has " + Files.size(patch) + " bytes; the demo needs 1 MiB or more to show all five steps");
        }
    }

    private Screen screen() throws IOException {
        return plain || !Attended.byPerson() ? new PlainScreen(System.out) : new TerminalScreen();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
