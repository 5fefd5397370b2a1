package dev.patchwave.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Options for JVMs that are killed within seconds. Half the work of an ordinary start is the thorough compiler's, which they never
 * get back; most of what remains is loading classes.
 *
 * <p>{@code -Dpatchwave.quick=DIRECTORY} names what {@code system-tests/kill-storm} prepares for many kills: the distribution's
 * {@code lib}, and for each command an archive of its classes, loaded and linked.
 */
final class QuickStart {
    private static final String PREPARED = System.getProperty("patchwave.quick");

    private QuickStart() {}

    /** For the JVM that runs a command such as {@code client}. */
    static List<String> options(String command) {
        var compiler = Stream.of("-XX:TieredStopAtLevel=1");
        return Stream.concat(compiler, PREPARED == null ? Stream.of() : prepared(Path.of(PREPARED), command))
                .toList();
    }

    private static Stream<String> prepared(Path directory, String command) {
        Path archive = directory.resolve(command + ".aot");
        var classPath = Stream.of("-cp", directory.resolve("lib") + "/*");
        return Files.exists(archive) ? Stream.concat(classPath, Stream.of("-XX:AOTCache=" + archive)) : classPath;
    }
}
