package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program that people already have and that must work with ours. A missing one fails the test with the package to install. */
enum ExternalTool {
    CURL("curl", "curl"),
    ARIA2("aria2c", "aria2"),
    SIPP("sipp", "sip-tester"),
    BASH("bash", "bash");

    private final String program;
    private final String debianPackage;

    ExternalTool(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    Run run(Path directory, String... arguments) throws IOException {
        return run(directory, List.of(arguments));
    }

    Run run(Path directory, List<String> arguments) throws IOException {
        requireInstalled();
        var command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        return Run.of(directory, command);
    }

    /** For tools that run beside the test; the caller ends it. Its output goes to {@code log}. */
    Process start(Path directory, Path log, List<String> arguments) throws IOException {
        requireInstalled();
        var command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private void requireInstalled() {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .anyMatch(Files::isExecutable);
        if (!there) {
            fail(program + " is missing: apt install " + debianPackage
                    + " (or leave these tests out: -DexcludedGroups=tools)");
        }
    }
}
