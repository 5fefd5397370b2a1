package dev.patchwave.chaos;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.patchwave.launcher.demo.Configurations;
import dev.patchwave.launcher.demo.Deployment;
import dev.patchwave.launcher.demo.Members;
import dev.patchwave.status.CampaignStatus;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.ReleaseStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Real processes that take part in one campaign after the other. Starting JVMs is what costs, so campaigns share them.
 *
 * <p>Configurations, state and logs lie in {@code target/chaos/<name>}; they stay there when a campaign failed.
 */
final class LiveDeployment implements AutoCloseable {
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration NOBODY_MOVES = Duration.ofSeconds(60);

    /** Three clients in two areas, who take some ten seconds for a dozen segments. */
    static final Members TWO_AREAS = members(
            new Members.Uplink("40Mbit/s", 2),
            new Members.Uplink("48Mbit/s", 2),
            "24Mbit/s",
            new Domain("area-1", "23415A", "cache-1", List.of("alice", "bob")),
            new Domain("area-2", "23415B", "cache-2", List.of("nina")));

    private final Deployment deployment;
    private final Members members;
    private int releases;
    private boolean failed = true; // Until somebody says otherwise.

    private LiveDeployment(Deployment deployment, Members members) {
        this.deployment = deployment;
        this.members = members;
    }

    /** Starts everybody and waits until all are up. */
    static LiveDeployment start(String name, Members members) throws IOException {
        var live = laidOut(name, members);
        live.start(live.deployment.names());
        return live;
    }

    /** Nobody runs yet. */
    static LiveDeployment laidOut(String name, Members members) throws IOException {
        Path directory = Path.of("target", "chaos", name).toAbsolutePath();
        delete(directory);
        var deployment = new Deployment(directory, members, Set.of(), QuickStart::options);
        deployment.makeKeys();
        return new LiveDeployment(deployment, members);
    }

    /** Starts some, and waits until they answer. */
    void start(Collection<String> names) throws IOException {
        deployment.start(names);
        deployment.awaitUp(names);
    }

    /** Publishes a patch of random bytes in segments of 1 MiB, and names its release. */
    String publish(long seed, int segments) throws IOException {
        return publish(seed, (int) lengthBytes(segments), "1MiB");
    }

    /** As the other, in segments of {@code segmentSize}, e.g. {@code 64KiB}. */
    String publish(long seed, int lengthBytes, String segmentSize) throws IOException {
        var bytes = new byte[lengthBytes];
        new SplittableRandom(seed).nextBytes(bytes);
        Path patch = Files.write(patch(), bytes);
        String version = "1." + ++releases;
        deployment.publish(patch, Configurations.PRODUCT, version, segmentSize);
        return Configurations.PRODUCT + "@" + version;
    }

    /** The patch that was published last. */
    private Path patch() {
        return deployment.directory().resolve("patch");
    }

    /** Looks for itself: the clients whose installed file is not, byte by byte, the one that was published last. */
    List<String> clientsWithWrongBytes() throws IOException {
        var wrong = new ArrayList<String>();
        for (String client : clients()) {
            Path installed = deployment.directory().resolve(client).resolve("install/current/patch");
            if (Files.mismatch(patch(), installed) != -1) {
                wrong.add(client);
            }
        }
        return wrong;
    }

    /** Of the patch that {@link #publish} makes: its last segment is a short one. */
    static long lengthBytes(int segments) {
        return (long) segments * SEGMENT_BYTES - 12_345;
    }

    /** One MESSAGE of the admin, answered 200, that forces every domain. */
    void force(String release) throws IOException {
        var order = new ArrayList<>(List.of("force", "--release", release));
        for (var cache : members.caches()) {
            order.addAll(List.of("--domain", cache.domain()));
        }
        order.addAll(deployment.configurations().adminArguments());
        var ended = deployment.run(order.toArray(String[]::new));
        if (ended.exitCode() != 0) {
            throw new IOException(ended.output());
        }
    }

    /** Waits until {@code name} has this share of a release's segments. */
    void awaitShare(String release, String name, double share) {
        await(name + " has " + share + " of " + release)
                .atMost(NOBODY_MOVES)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .until(() -> share(release, name) >= share);
    }

    double share(String release, String name) {
        return held(release, name)
                .map(held -> (double) held.ownedSegments() / held.segments())
                .orElse(0.0);
    }

    /**
     * SIGKILL to all at once, a while of nothing, and a new start in the same directories; looks whether each comes back with at least
     * what it had said that it owns.
     */
    void killAndRestart(String release, List<String> names, Duration pause) throws IOException {
        var broken = killAndRestart(release, names, pause, List.of());
        if (!broken.isEmpty()) {
            throw new AssertionError(broken);
        }
    }

    /**
     * As the other, and kills all of them again while they start.
     *
     * @param relapses how long each of these starts may go on
     * @return what is not as it was said to be before the first kill; empty when all is well
     */
    List<Finding> killAndRestart(String release, List<String> names, Duration pause, List<Duration> relapses)
            throws IOException {
        var said = Said.of(this, release, names);
        names.forEach(deployment::kill);
        rest(pause);
        for (Duration relapse : relapses) {
            deployment.start(names);
            rest(relapse);
            names.forEach(deployment::kill);
        }
        start(names);
        return said.broken(this);
    }

    /** Waits until {@code name} knows {@code release} again after a new start. */
    ReleaseStatus awaitKnown(String release, String name) {
        return await(name + " knows " + release + " again")
                .atMost(NOBODY_MOVES)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .until(() -> held(release, name), Optional::isPresent)
                .orElseThrow();
    }

    void kill(String name) {
        deployment.kill(name);
    }

    /** Lets the others go on for a while. */
    static void rest(Duration pause) {
        await().pollDelay(pause).atMost(pause.plusSeconds(5)).until(() -> true);
    }

    /** What each client lacks of a finished campaign; empty when all is well. */
    List<String> wrongs(String release) {
        return clients().stream()
                .flatMap(client -> wrongs(release, client).stream())
                .toList();
    }

    private List<String> wrongs(String release, String client) {
        var held = held(release, client);
        if (held.isEmpty() || !held.get().state().equals("installed")) {
            return List.of(client + " " + held.map(LiveDeployment::told).orElse("knows nothing"));
        }
        var wrongs = new ArrayList<String>();
        if (!held.get().digestEqual()) {
            wrongs.add(client + " installed another file");
        }
        if (held.get().verifiedFetchedTwiceSegments() != 0) {
            wrongs.add(client + " fetched verified segments twice");
        }
        return wrongs;
    }

    /** Waits until every client has installed. @throws AssertionError saying how everybody stands */
    void awaitInstalled(String release, Duration patience) {
        try {
            await().atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> wrongs(release).isEmpty());
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(wrongs(release) + ", while " + standing(release), e);
        }
    }

    /** Waits until the source knows from the clients' own reports that all of them have installed. */
    void awaitReported(String release, Duration patience) {
        await("every client's report on " + release)
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .until(
                        () -> campaign(release).map(LiveDeployment::outcome).orElse("unknown"),
                        equalTo("finished: " + clients().size() + " installed, 0 failed"));
    }

    private static String outcome(CampaignStatus campaign) {
        return campaign.state() + ": " + campaign.installed() + " installed, " + campaign.failed() + " failed";
    }

    /** The campaign as the source sees it now. */
    Optional<CampaignStatus> campaign(String release) {
        return status("source")
                .flatMap(status -> status.campaigns().stream()
                        .filter(campaign -> campaign.release().equals(release))
                        .findFirst());
    }

    /** How everybody stands, in one line. */
    String standing(String release) {
        return deployment.names().stream()
                .map(name -> name + ": "
                        + held(release, name).map(LiveDeployment::told).orElse("-"))
                .toList()
                .toString();
    }

    private static String told(ReleaseStatus held) {
        return held.state() + " " + held.ownedSegments() + "/" + held.segments() + " " + " twice "
                + held.fetchedTwiceBytes()
                + held.ownedBytesFrom().entrySet().stream()
                        .filter(from -> from.getValue() > 0)
                        .toList();
    }

    Optional<ReleaseStatus> held(String release, String name) {
        return status(name)
                .flatMap(status -> status.releases().stream()
                        .filter(held -> held.release().equals(release))
                        .findFirst());
    }

    Optional<ProgramStatus> status(String name) {
        return deployment.status(name);
    }

    List<String> caches() {
        return members.caches().stream().map(Members.Cache::name).toList();
    }

    List<String> clients() {
        return members.clients().stream().map(Members.Client::name).toList();
    }

    Deployment deployment() {
        return deployment;
    }

    /** The test that used it passed: nothing of it is worth keeping. */
    void wasFine() {
        failed = false;
    }

    @Override
    public void close() {
        deployment.close();
        if (!failed) {
            delete(deployment.directory());
        }
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Caches by name with their clients, all with uplinks so narrow that a campaign takes seconds. */
    static Members members(Members.Uplink source, Members.Uplink cache, String clientUplink, Domain... domains) {
        return new Members(
                source,
                Arrays.stream(domains)
                        .map(domain -> new Members.Cache(domain.cache, domain.name, domain.cell, cache))
                        .toList(),
                Arrays.stream(domains)
                        .flatMap(domain -> domain.clients.stream()
                                .map(client -> new Members.Client(client, domain.cell + "20012345", clientUplink)))
                        .toList());
    }

    /** An area with one cache, in all cells that begin with {@code cell}. */
    record Domain(String name, String cell, String cache, List<String> clients) {}
}
