package dev.patchwave.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of the tests in a process of its own, to be killed as by {@code kill -9} when it has said enough. */
final class ChildProgram {
    private ChildProgram() {}

    /** Runs until it printed {@code lines} lines, kills it, and returns all complete lines that it printed by then. */
    static List<String> runUntil(int lines, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new ArrayList<String>();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (said.size() == lines) {
                    process.toHandle()
                            .destroyForcibly(); // Process.destroyForcibly would close the pipe that we still read.
                }
            }
        }
        process.waitFor();
        if (!said.isEmpty() && !said.getLast().endsWith(".")) {
            said.removeLast(); // Cut in the middle of the line.
        }
        return said;
    }
}
