package dev.patchwave.tools;

import dev.patchwave.launcher.demo.Configurations;
import dev.patchwave.launcher.demo.Deployment;
import dev.patchwave.launcher.demo.Members;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.ReleaseStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A source, one domain with one cache, and a client in it: laid out, with keys, and nothing running yet. */
public final class SmallNetwork implements AutoCloseable {
    public static final String SOURCE = "source";
    public static final String CACHE = "cache-1";
    public static final String CLIENT = "alice";
    public static final String DOMAIN = "area-1";
    /** Known to the source, but run by no process of ours. */
    public static final String PHONE = "phone";

    /** The cell that everybody is in. */
    public static final String CELL = "23415A1C20012345";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Deployment deployment;

    public SmallNetwork(Path directory) throws IOException {
        var uplink = new Members.Uplink("400Mbit/s", 4);
        deployment = new Deployment(
                directory,
                new Members(
                        uplink,
                        List.of(new Members.Cache(CACHE, DOMAIN, "23415A", uplink)),
                        List.of(
                                new Members.Client(CLIENT, CELL, "240Mbit/s"),
                                new Members.Client(PHONE, CELL, "240Mbit/s"))));
        deployment.makeKeys();
    }

    public Deployment deployment() {
        return deployment;
    }

    public Path directory() {
        return deployment.directory();
    }

    public Path config(String name) {
        return directory().resolve(name + ".yaml");
    }

    /** Changes a program's configuration; it must not run yet. */
    public SmallNetwork edit(String name, String from, String to) throws IOException {
        Files.writeString(config(name), edited(name, from, to));
        return this;
    }

    /** A program's configuration with something else in it. */
    public String edited(String name, String from, String to) throws IOException {
        String yaml = Files.readString(config(name));
        if (!yaml.contains(from)) {
            throw new IllegalArgumentException(config(name) + " has no '" + from + "'");
        }
        return yaml.replace(from, to);
    }

    /** Starts and waits until each answers. */
    public SmallNetwork start(String... names) throws IOException {
        deployment.start(Arrays.asList(names));
        deployment.awaitUp(Arrays.asList(names));
        return this;
    }

    /** Release {@code version} of the product that the clients take. */
    public static String release(String version) {
        return Configurations.PRODUCT + "@" + version;
    }

    public Run publish(Path file, String version) throws IOException {
        return publish(file, version, deployment.configurations().privateKey());
    }

    public Run publish(Path file, String version, Path key) throws IOException {
        return patchwave(
                "publish",
                file.toString(),
                "--product",
                Configurations.PRODUCT,
                "--version",
                version,
                "--source",
                deployment.uri(SOURCE).toString(),
                "--key",
                key.toString());
    }

    /** Forces {@code release}; {@code more} comes after all else, so that it may replace the password. */
    public Run force(String release, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of("force", "--release", release));
        arguments.addAll(deployment.configurations().adminArguments());
        arguments.addAll(Arrays.asList(more));
        return Run.patchwave(directory(), arguments);
    }

    public Run patchwave(String... arguments) throws IOException {
        return Run.patchwave(directory(), List.of(arguments));
    }

    /** Publishes and forces {@code patch}, and waits until the cache has all of it. */
    public SmallNetwork campaign(Path file, String version) throws IOException {
        publish(file, version).succeeded();
        force(release(version), "--domain", DOMAIN).succeeded();
        awaitRelease(CACHE, version, held -> held.ownedSegments() == held.segments());
        return this;
    }

    public void awaitRelease(String name, String version, Predicate<ReleaseStatus> enough) {
        awaitStatus(
                name,
                status -> status.releases().stream()
                        .anyMatch(held -> held.release().equals(release(version)) && enough.test(held)));
    }

    public void awaitStatus(String name, Predicate<ProgramStatus> enough) {
        Awaitility.await(name + "; its log: " + log(name))
                .atMost(PATIENCE)
                .until(() -> deployment.status(name).filter(enough).isPresent());
    }

    public Path log(String name) {
        return directory().resolve(name + ".log");
    }

    @Override
    public void close() {
        deployment.close();
    }
}
