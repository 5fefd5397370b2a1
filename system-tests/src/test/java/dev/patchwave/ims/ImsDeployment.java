package dev.patchwave.ims;

import static org.awaitility.Awaitility.await;

import dev.patchwave.client.app.ClientConfig;
import dev.patchwave.client.app.ImsClient;
import dev.patchwave.config.ConfigFile;
import dev.patchwave.signal.sip.SipTransport;
import dev.patchwave.status.CampaignStatus;
import dev.patchwave.tools.TestPatch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A source and two caches as processes, and clients of both domains in this one, all of them subscribers of a real core. In which domain
 * a client is, the P-CSCF says: it makes a cell of the third number of the client's address.
 */
final class ImsDeployment implements AutoCloseable {
    static final String PRODUCT = "ims-client";
    static final List<String> AREAS = List.of("area-1", "area-2");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ADMIN = "operator";
    private static final String SERVICE = RealCore.identity("software");
    private static final String CELL_PREFIX = "00101000100";
    private static final int FIRST_CACHE_USER = 901;

    private final RealCore core;
    private final Path directory;
    private final String net;
    private final int firstAreaNumber;
    private final Map<String, ServerProcess> servers = new TreeMap<>();
    private final Map<String, ImsClient> clients = new TreeMap<>();

    private ImsDeployment(RealCore core, Path directory, int firstAreaNumber) {
        this.core = core;
        this.directory = directory;
        this.net = core.net();
        this.firstAreaNumber = firstAreaNumber;
    }

    /**
     * Starts the source and the caches.
     *
     * @param firstAreaNumber third number of the addresses of the first area's clients; the second area has the next, the caches the one
     *     after that
     */
    static ImsDeployment start(RealCore core, Path directory, int firstAreaNumber) throws IOException {
        var deployment = new ImsDeployment(core, Files.createDirectories(directory), firstAreaNumber);
        try {
            deployment.startServers();
        } catch (IOException | RuntimeException | Error e) {
            deployment.close();
            throw e;
        }
        return deployment;
    }

    private void startServers() throws IOException {
        ServerProcess.run(directory, "keygen", key().toString());
        start("source", "source", sourceYaml(), sourceHttp());
        for (int area = 0; area < AREAS.size(); area++) {
            start("cache", cache(area), cacheYaml(area), cacheHttp(area));
        }
    }

    private void start(String command, String name, String yaml, URI http) throws IOException {
        servers.put(name, ServerProcess.start(command, name, directory, yaml, http));
    }

    /** Starts {@code count} clients in each area. */
    void startClients(int count) throws IOException {
        for (int area = 0; area < AREAS.size(); area++) {
            for (int i = 1; i <= count; i++) {
                String user = String.format("user%06d", area * count + i);
                String address = address(area, i);
                Path config = Files.writeString(
                        directory.resolve(user + ".yaml"), clientYaml(user, address, core.proxy(transport(i))));
                var client = new ImsClient(ConfigFile.load(config, ClientConfig.class));
                clients.put(user, client);
                client.start();
            }
        }
    }

    /** An address of one of the areas; of the caches in the third. */
    private String address(int area, int number) {
        return net.substring(0, net.lastIndexOf('.')) + "." + (firstAreaNumber + area) + "." + number;
    }

    List<ImsClient> clients() {
        return List.copyOf(clients.values());
    }

    /** Publishes a patch of random bytes. */
    void publish(String version, int lengthBytes) throws IOException {
        var patch = TestPatch.of(lengthBytes, version.hashCode()).writeTo(directory.resolve("patch-" + version));
        ServerProcess.run(
                directory,
                "publish",
                patch.toString(),
                "--product",
                PRODUCT,
                "--version",
                version,
                "--segment-size",
                "256KiB",
                "--source",
                sourceHttp().toString(),
                "--key",
                key().toString());
    }

    /**
     * An admin's order to both areas, by way of the core.
     *
     * @param manner {@code force} or {@code offer}
     */
    void order(String manner, String campaign, String version) throws IOException {
        var arguments = new ArrayList<>(List.of(manner, "--release", PRODUCT + "@" + version, "--campaign", campaign));
        AREAS.forEach(area -> arguments.addAll(List.of("--domain", area)));
        arguments.addAll(List.of("--deadline", "1h", "--service", SERVICE, "--proxy", core.proxy()));
        arguments.addAll(List.of("--admin", RealCore.identity(ADMIN), "--password", RealCore.password(ADMIN)));
        ServerProcess.run(directory, arguments.toArray(String[]::new));
    }

    CampaignStatus campaign(String name) {
        return servers.get("source").status().stream()
                .flatMap(status -> status.campaigns().stream())
                .filter(campaign -> campaign.campaign().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the source knows no campaign " + name));
    }

    /** Waits until every client has that version, and the source knows it. */
    void awaitInstalled(String campaign, String version) {
        await("all clients have " + version)
                .atMost(PATIENCE)
                .failFast(this::requireServers)
                .until(() -> missing(version), List::isEmpty);
        await("the source knows it")
                .atMost(PATIENCE)
                .until(() -> campaign(campaign).installed() == clients.size());
    }

    private void requireServers() throws IOException {
        for (ServerProcess server : servers.values()) {
            server.requireAlive();
        }
    }

    private List<String> missing(String version) {
        return clients.entrySet().stream()
                .filter(client -> !client.getValue().progress().version().equals(version))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Waits until somebody is in the middle of the download. */
    void awaitDownloading(String version) {
        await("somebody has begun, nobody has finished")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    boolean begun = clients().stream()
                            .anyMatch(client -> client.progress().state().equals("downloading")
                                    && client.progress().ownedSegments() > 0);
                    return begun && missing(version).size() == clients.size();
                });
    }

    /** What the source wrote for charging, as lines. */
    List<String> transferRecords() throws IOException {
        try (var files = Files.list(directory.resolve("source/transfers"))) {
            return files.flatMap(file -> Arrays.stream(read(file).split("\n"))).toList();
        }
    }

    String sourceLog() {
        return read(directory.resolve("source.log"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String sourceYaml() {
        return """
                sip:
                  mode: ims
                  listen: '%s'
                  home: %s
                  service: '%s'
                  adminService: '%s'
                  trusted: %s
                  nextHop: '%s'
                http: {listen: '%s'}
                dataDirectory: '%s'
                publisherKeys: ['%s.pub']
                admins: {people: [{identity: '%s', roles: [operator]}], fourEyesAbovePercent: 100}
                domains:
                %s
                """.formatted(
                        core.applicationServer(),
                        RealCore.DOMAIN,
                        SERVICE,
                        SERVICE,
                        core.cscfs(),
                        core.nextHop(),
                        sourceHttp().getAuthority(),
                        directory.resolve("source"),
                        key(),
                        RealCore.identity(ADMIN),
                        AREAS.stream().map(this::domainYaml).collect(Collectors.joining("\n")));
    }

    private String domainYaml(String name) {
        int area = AREAS.indexOf(name);
        return """
                  - name: %s
                    cells: ['%s%d']
                    caches: [{name: %s, identity: '%s', uri: '%s'}]""".formatted(
                        name,
                        CELL_PREFIX,
                        firstAreaNumber + area,
                        cache(area),
                        RealCore.identity(cacheUser(area)),
                        cacheHttp(area));
    }

    private String cacheYaml(int area) {
        return """
                name: %s
                domain: %s
                %s
                http: {listen: '%s'}
                dataDirectory: '%s'
                source: '%s'
                uplink: 60Mbit/s
                publisherKeys: ['%s.pub']
                """.formatted(
                        cache(area),
                        AREAS.get(area),
                        sipYaml(cacheUser(area), cacheHttp(area).getHost(), core.proxy(), ""),
                        cacheHttp(area).getAuthority(),
                        directory.resolve(cache(area)),
                        sourceHttp(),
                        key());
    }

    /** The first of each area comes by TLS, the second by TCP, where the core takes that; all others by UDP. */
    private SipTransport transport(int number) {
        boolean streams = core.takesStreams();
        return streams && number == 1 ? SipTransport.TLS : streams && number == 2 ? SipTransport.TCP : SipTransport.UDP;
    }

    private String clientYaml(String user, String address, String proxy) {
        return """
                product: %s
                %s
                http: {listen: '%s:8482'}
                dataDirectory: '%s'
                source: '%s'
                uplink: 4Mbit/s
                publisherKeys: ['%s.pub']
                share: {consent: true}
                device: {metered: false, roaming: false, charging: true}
                limits: {retryBase: 500ms, retryMax: 5s, retryAttempts: 100}
                """.formatted(
                        PRODUCT,
                        sipYaml(
                                user,
                                address,
                                proxy,
                                "\n  retryBase: 1s\n  retryMax: 4s\n  tls: {trust: ['" + core.certificate() + "']}"),
                        address,
                        directory.resolve(user),
                        sourceHttp(),
                        key());
    }

    private String sipYaml(String user, String address, String proxy, String more) {
        return """
                sip:
                  listen: '%s:5060'
                  proxy: '%s'
                  service: '%s'
                  identity: '%s'
                  password: '%s'%s""".formatted(address, proxy, SERVICE, RealCore.identity(user), RealCore.password(user), more);
    }

    private Path key() {
        return directory.resolve("publisher.pem");
    }

    private URI sourceHttp() {
        return URI.create("http://" + net + ".20:8480");
    }

    private URI cacheHttp(int area) {
        return URI.create("http://" + address(AREAS.size(), area + 1) + ":8481");
    }

    private static String cache(int area) {
        return "cache-" + (area + 1);
    }

    private static String cacheUser(int area) {
        return String.format("user%06d", FIRST_CACHE_USER + area);
    }

    @Override
    public void close() {
        clients.values().parallelStream().forEach(ImsClient::close);
        List<String> order = new ArrayList<>(servers.keySet()); // Caches first, as their names have it.
        order.forEach(name -> Optional.ofNullable(servers.get(name)).ifPresent(ServerProcess::close));
    }
}
