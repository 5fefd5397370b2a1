package dev.patchwave.launcher.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configuration files of a {@link Deployment}, as an operator would write them. */
public final class Configurations {
    private static final String HOME_DOMAIN = "op.example";
    private static final String HOST = "127.0.0.1";
    private static final String ADMIN = "operator";
    /** Whose releases the clients take. */
    public static final String PRODUCT = "ims-client";

    private static final String PASSWORD = "demo-password";

    private final Path directory;
    private final Members members;
    private final Protection protection;
    private final Belief belief;
    private final int sipPort;
    private final int sourcePort;
    private final Map<String, Integer> httpPorts = new HashMap<>();

    Configurations(Path directory, Members members, Protection protection, Belief belief, IntSupplier freePort) {
        this.protection = protection;
        this.belief = belief;
        this.directory = directory;
        this.members = members;
        this.sipPort = freePort.getAsInt();
        this.sourcePort = freePort.getAsInt();
        members.caches().forEach(cache -> httpPorts.put(cache.name(), freePort.getAsInt()));
        members.clients().forEach(client -> httpPorts.put(client.name(), freePort.getAsInt()));
    }

    /** Where the publisher's private key lies. */
    public Path privateKey() {
        return privateKey(directory);
    }

    static Path privateKey(Path directory) {
        return directory.resolve("publisher.pem");
    }

    /** Base of the source's data plane. */
    public URI sourceHttp() {
        return URI.create(protection.scheme() + "://" + HOST + ":" + sourcePort);
    }

    /** Where the source speaks SIP. */
    public String sourceSip() {
        return "sip:" + HOST + ":" + sipPort;
    }

    /** Base of a cache's data plane. */
    URI cacheHttp(String name) {
        return URI.create(protection.scheme() + "://" + HOST + ":" + httpPorts.get(name));
    }

    /** Where a client answers this host, by plain HTTP, whatever it speaks with its peers. */
    URI clientHttp(String name) {
        return URI.create("http://" + HOST + ":" + httpPorts.get(name));
    }

    /** The command that makes certificates for source and caches. */
    List<String> certificatesCommand() {
        var servers =
                Stream.concat(Stream.of("source"), members.caches().stream().map(Members.Cache::name));
        return protection.keysCommand(HOST, servers.toList());
    }

    /** The options by which {@code force} and {@code offer} find the source and show who they are. */
    public List<String> adminArguments() {
        return List.of(
                "--sip",
                sourceSip(),
                "--admin",
                identity(ADMIN),
                "--password",
                PASSWORD,
                "--service",
                identity("software-admin"));
    }

    String source() {
        return """
                sip: {listen: '%s:%d', home: %s}
                http: {listen: '%s:%d'%s}
                dataDirectory: '%s'
                uplink: %s
                slots: %d
                %s
                %sadmins: {people: [{identity: '%s', roles: [operator]}], fourEyesAbovePercent: 100}
                subscribers:
                %s
                domains:
                %s
                """.formatted(
                                HOST,
                                sipPort,
                                HOME_DOMAIN,
                                HOST,
                                sourcePort,
                                protection.server("source"),
                                directory.resolve("source"),
                                members.source().rate(),
                                members.source().slots(),
                                belief.source(),
                                protection.publishers(),
                                identity(ADMIN),
                                subscribers(),
                                members.caches().stream().map(this::domain).collect(Collectors.joining("\n")))
                + protection.tokens();
    }

    private String subscribers() {
        return Stream.of(
                        Stream.of(ADMIN),
                        members.caches().stream().map(Members.Cache::name),
                        members.clients().stream().map(Members.Client::name))
                .flatMap(names -> names)
                .map(name -> "  - {identity: '%s', password: %s}".formatted(identity(name), PASSWORD))
                .collect(Collectors.joining("\n"));
    }

    private String domain(Members.Cache cache) {
        return """
                  - name: %s
                    cells: ['%s']
                    caches: [{name: %s, identity: '%s', uri: '%s'}]""".formatted(
                cache.domain(), cache.cellPrefix(), cache.name(), identity(cache.name()), cacheHttp(cache.name()));
    }

    String cache(Members.Cache cache) {
        return """
                name: %s
                domain: %s
                %s
                http: {listen: '%s:%d'%s}
                dataDirectory: '%s'
                source: '%s'
                uplink: %s
                slots: %d
                %s
                """.formatted(
                                cache.name(),
                                cache.domain(),
                                sip(cache.name()),
                                HOST,
                                httpPorts.get(cache.name()),
                                protection.server(cache.name()),
                                directory.resolve(cache.name()),
                                sourceHttp(),
                                cache.uplink().rate(),
                                cache.uplink().slots(),
                                belief.member())
                + protection.tokens();
    }

    String client(Members.Client client) {
        return """
                product: %s
                %s
                http: {listen: '%s:%d'%s}
                dataDirectory: '%s'
                source: '%s'
                uplink: %s
                %s
                share: {consent: true}
                device: {metered: false, roaming: false, charging: true, batteryPercent: 100}
                """.formatted(
                                PRODUCT,
                                sip(client.name(), client.cell()),
                                HOST,
                                httpPorts.get(client.name()),
                                protection.client(),
                                directory.resolve(client.name()),
                                sourceHttp(),
                                client.uplink(),
                                belief.member())
                + protection.tokens();
    }

    private String sip(String name) {
        return """
                sip:
                  registrar: '%s'
                  service: '%s'
                  identity: '%s'
                  password: %s""".formatted(sourceSip(), identity("software"), identity(name), PASSWORD);
    }

    /** Who was killed, or came before its source, is registered soon: there are few. */
    private String sip(String name, String cell) {
        return sip(name)
                + "\n  accessNetworkInfo: '3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=%s'\n  retryBase: 2s\n  retryMax: 10s"
                        .formatted(cell);
    }

    private static String identity(String user) {
        return "sip:" + user + "@" + HOME_DOMAIN;
    }
}
