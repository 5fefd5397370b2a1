package dev.patchwave.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where a run took place, in one line. */
public final class Machine {
    private Machine() {}

    public static String line() {
        return String.format(
                Locale.ROOT,
                "%d cores (%s), load %s at the end, Java %s, %s %s",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                firstWord(read("/proc/loadavg")),
                Runtime.version().feature(),
                System.getProperty("os.name"),
                firstWord(System.getProperty("os.version")));
    }

    private static String processor() {
        return read("/proc/cpuinfo")
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String firstWord(String text) {
        return text.strip().split("[ -]", 2)[0];
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return "unknown";
        }
    }
}
