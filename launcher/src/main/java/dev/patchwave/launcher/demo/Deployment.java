package dev.patchwave.launcher.demo;

import dev.patchwave.launcher.StatusClient;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.trust.PublisherKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A source, its caches and clients as real processes on loopback, with configuration, state and logs in one directory.
 *
 * <p>The demo runs one, and so do the system tests. One thread; {@link #close} leaves nothing running.
 */
public final class Deployment implements AutoCloseable {
    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(2);
    private static final Duration START_PATIENCE = Duration.ofMinutes(1);
    private static final Duration COMMAND_PATIENCE = Duration.ofMinutes(5);
    private static final int POLL_MILLIS = 50;

    private record Program(String command, Path config, URI uri) {}

    private final Path directory;
    private final Protection protection;
    private final Belief belief;
    private final Configurations configurations;
    private final Function<String, List<String>> javaOptions;
    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final Map<String, ChildProcess> processes = new LinkedHashMap<>();
    private Optional<StatusClient> status = Optional.empty(); // Until there is somebody to trust.
    private int commands;

    /**
     * Lays out an empty deployment that speaks in the clear; nothing runs yet.
     *
     * @param directory empty or new; stays the caller's
     * @param members who may register, and where
     */
    public Deployment(Path directory, Members members) throws IOException {
        this(directory, members, Set.of());
    }

    /**
     * As the other.
     *
     * @param safeguards what is on
     */
    public Deployment(Path directory, Members members, Set<Safeguard> safeguards) throws IOException {
        this(directory, members, safeguards, command -> List.of());
    }

    /**
     * As the other.
     *
     * @param javaOptions for the JVM that runs a command, e.g. {@code -XX:TieredStopAtLevel=1} for {@code client}
     */
    public Deployment(
            Path directory, Members members, Set<Safeguard> safeguards, Function<String, List<String>> javaOptions)
            throws IOException {
        this.javaOptions = javaOptions;
        this.directory = Files.createDirectories(directory);
        this.protection = new Protection(safeguards, directory.resolve("tls"));
        this.belief = Belief.of(
                safeguards,
                directory.resolve("repository"),
                PublisherKey.publicFile(Configurations.privateKey(directory)));
        if (!protection.tls()) {
            status = Optional.of(new StatusClient(STATUS_PATIENCE));
        }
        this.configurations = new Configurations(directory, members, protection, belief, FreePorts::next);
        add("source", "source", configurations.source(), configurations.sourceHttp());
        for (Members.Cache cache : members.caches()) {
            add(cache.name(), "cache", configurations.cache(cache), configurations.cacheHttp(cache.name()));
        }
        for (Members.Client client : members.clients()) {
            add(client.name(), "client", configurations.client(client), configurations.clientHttp(client.name()));
        }
    }

    private void add(String name, String command, String yaml, URI uri) throws IOException {
        Path config = Files.writeString(directory.resolve(name + ".yaml"), yaml);
        programs.put(name, new Program(command, config, uri));
    }

    /** Makes the publisher's key pair, and the certificates and the repository that the configurations name; all at once, since each takes a while. */
    public void makeKeys() throws IOException {
        var making = new ArrayList<Running>();
        making.add(begin(List.of("keygen", configurations.privateKey().toString())));
        if (protection.tls()) {
            making.add(begin(configurations.certificatesCommand()));
        }
        if (belief.command().isPresent()) {
            making.add(begin(belief.command().get()));
        }
        for (Running command : making) {
            expectSuccess(end(command));
        }
        if (protection.tls()) {
            status = Optional.of(new StatusClient(STATUS_PATIENCE, protection.authorities()));
        }
    }

    /** Starts programs that are not running, without waiting for them. */
    public void start(Collection<String> names) throws IOException {
        for (String name : names) {
            var program = program(name);
            processes.put(
                    name,
                    ChildProcess.start(
                            name,
                            directory,
                            javaOptions.apply(program.command()),
                            List.of(
                                    program.command(),
                                    "--config",
                                    program.config().toString()),
                            Map.of()));
        }
    }

    /** Waits until each program answers. @throws IOException with its last words when one ended or takes too long */
    public void awaitUp(Collection<String> names) throws IOException {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        for (String name : names) {
            while (status(name).isEmpty()) {
                var process = processes.get(name);
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException(name + " did not start: " + process.lastWords());
                }
                pause();
            }
            // Whoever has its port may answer in its place while it ends for want of it.
            if (!isRunning(name)) {
                throw new IOException(
                        name + " did not start: " + processes.get(name).lastWords());
            }
        }
    }

    /** Publishes {@code file} in segments of 1 MiB. */
    public void publish(Path file, String product, String version) throws IOException {
        publish(file, product, version, "1MiB");
    }

    /** Publishes {@code file} in segments of {@code segmentSize}, e.g. {@code 64KiB}. */
    public void publish(Path file, String product, String version, String segmentSize) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "publish",
                file.toString(),
                "--product",
                product,
                "--version",
                version,
                "--segment-size",
                segmentSize,
                "--source",
                configurations.sourceHttp().toString(),
                "--key",
                configurations.privateKey().toString()));
        arguments.addAll(belief.publishOptions());
        expectSuccess(run(arguments.toArray(String[]::new)));
    }

    /** An admin's MESSAGE that forces {@code release} in {@code domain}. */
    public void force(String release, String domain) throws IOException {
        var arguments = new ArrayList<>(List.of("force", "--release", release, "--domain", domain));
        arguments.addAll(configurations.adminArguments());
        expectSuccess(run(arguments.toArray(String[]::new)));
    }

    /** Runs one command to its end. */
    public Ended run(String... arguments) throws IOException {
        return end(begin(List.of(arguments)));
    }

    private record Running(List<String> arguments, ChildProcess process) {}

    private Running begin(List<String> arguments) throws IOException {
        var environment = new HashMap<>(protection.environment());
        environment.putAll(belief.environment());
        String name = "command-" + ++commands + "-" + arguments.getFirst();
        var options = javaOptions.apply(arguments.getFirst());
        return new Running(arguments, ChildProcess.start(name, directory, options, arguments, environment));
    }

    private Ended end(Running command) throws IOException {
        int exit = command.process().awaitExit(COMMAND_PATIENCE);
        String output = Files.readString(directory.resolve(command.process().name() + ".log"));
        return new Ended(command.arguments(), exit, output);
    }

    /**
     * How a command ended.
     *
     * @param output both outputs together
     */
    public record Ended(List<String> arguments, int exitCode, String output) {}

    /** What a program says of itself; empty when it does not answer. */
    public Optional<ProgramStatus> status(String name) {
        try {
            return status.isEmpty()
                    ? Optional.empty()
                    : Optional.of(status.get().ask(uri(name)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Base of a program's data plane. */
    public URI uri(String name) {
        return program(name).uri();
    }

    /** All names, the source first. */
    public List<String> names() {
        return List.copyOf(programs.keySet());
    }

    /** SIGKILL. */
    public void kill(String name) {
        processes.get(name).kill();
    }

    public boolean isRunning(String name) {
        return processes.containsKey(name) && processes.get(name).isAlive();
    }

    /** The process that runs a program now. */
    ChildProcess process(String name) {
        return processes.get(name);
    }

    /** The configuration and state of every program lie here. */
    public Path directory() {
        return directory;
    }

    public Configurations configurations() {
        return configurations;
    }

    private Program program(String name) {
        return Optional.ofNullable(programs.get(name))
                .orElseThrow(() -> new IllegalArgumentException("nobody is called " + name));
    }

    private static void expectSuccess(Ended ended) throws IOException {
        if (ended.exitCode() != 0) {
            throw new IOException("patchwave " + ended.arguments().getFirst() + " failed (exit " + ended.exitCode()
                    + "): " + ended.output().strip());
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Stops everything: first all are asked, then each is waited for. */
    @Override
    public void close() {
        processes.values().forEach(ChildProcess::askToStop);
        processes.values().forEach(ChildProcess::awaitStop);
        status.ifPresent(StatusClient::close);
    }
}
