package dev.patchwave.launcher.demo;

import dev.patchwave.trust.PublisherKey;
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
    private final String tokens;
    private final int sipPort;
    private final int sourcePort;
    private final Map<String, Integer> httpPorts = new HashMap<>();

    Configurations(Path directory, Members members, boolean tokens, IntSupplier freePort) {
        this.directory = directory;
        this.members = members;
        this.tokens = tokens ? "tokens: {required: true}\n" : "";
        this.sipPort = freePort.getAsInt();
        this.sourcePort = freePort.getAsInt();
        members.caches().forEach(cache -> httpPorts.put(cache.name(), freePort.getAsInt()));
        members.clients().forEach(client -> httpPorts.put(client.name(), freePort.getAsInt()));
    }

    /** Where the publisher's private key lies. */
    public Path privateKey() {
        return directory.resolve("publisher.pem");
    }

    /** Base of the source's data plane. */
    public URI sourceHttp() {
        return URI.create("http://" + HOST + ":" + sourcePort);
    }

    /** Where the source speaks SIP. */
    public String sourceSip() {
        return "sip:" + HOST + ":" + sipPort;
    }

    URI http(String name) {
        return URI.create("http://" + HOST + ":" + httpPorts.get(name));
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
                http: {listen: '%s:%d'}
                dataDirectory: '%s'
                uplink: %s
                slots: %d
                publisherKeys: ['%s']
                admins: {people: [{identity: '%s', roles: [operator]}], fourEyesAbovePercent: 100}
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
                                directory.resolve("source"),
                                members.source().rate(),
                                members.source().slots(),
                                publicKey(),
                                identity(ADMIN),
                                subscribers(),
                                members.caches().stream().map(this::domain).collect(Collectors.joining("\n")))
                + tokens;
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
                        cache.domain(), cache.cellPrefix(), cache.name(), identity(cache.name()), http(cache.name()));
    }

    String cache(Members.Cache cache) {
        return """
                name: %s
                domain: %s
                %s
                http: {listen: '%s:%d'}
                dataDirectory: '%s'
                source: '%s'
                uplink: %s
                slots: %d
                publisherKeys: ['%s']
                """.formatted(
                                cache.name(),
                                cache.domain(),
                                sip(cache.name()),
                                HOST,
                                httpPorts.get(cache.name()),
                                directory.resolve(cache.name()),
                                sourceHttp(),
                                cache.uplink().rate(),
                                cache.uplink().slots(),
                                publicKey())
                + tokens;
    }

    String client(Members.Client client) {
        return """
                product: %s
                %s
                http: {listen: '%s:%d'}
                dataDirectory: '%s'
                source: '%s'
                uplink: %s
                publisherKeys: ['%s']
                share: {consent: true}
                device: {metered: false, roaming: false, charging: true, batteryPercent: 100}
                """.formatted(
                                PRODUCT,
                                sip(client.name(), client.cell()),
                                HOST,
                                httpPorts.get(client.name()),
                                directory.resolve(client.name()),
                                sourceHttp(),
                                client.uplink(),
                                publicKey())
                + tokens;
    }

    private String sip(String name) {
        return """
                sip:
                  registrar: '%s'
                  service: '%s'
                  identity: '%s'
                  password: %s""".formatted(sourceSip(), identity("software"), identity(name), PASSWORD);
    }

    private String sip(String name, String cell) {
        return sip(name) + "\n  accessNetworkInfo: '3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=%s'".formatted(cell);
    }

    private Path publicKey() {
        return PublisherKey.publicFile(privateKey());
    }

    private static String identity(String user) {
        return "sip:" + user + "@" + HOME_DOMAIN;
    }
}
