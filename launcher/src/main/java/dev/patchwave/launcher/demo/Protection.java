package dev.patchwave.launcher.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the programs of a {@link Deployment} protect what they say to each other: by TLS with a private authority of its own, by tokens, or not at all.
 *
 * @param safeguards none is plain HTTP for everybody
 * @param directory where {@code keys tls} puts what it makes
 */
record Protection(Set<Safeguard> safeguards, Path directory) {
    /** Who publishes, by its certificate. */
    static final String PUBLISHER = "publisher";

    Protection {
        safeguards = Set.copyOf(safeguards);
    }

    boolean tls() {
        return safeguards.contains(Safeguard.TLS);
    }

    String scheme() {
        return tls() ? "https" : "http";
    }

    /** The command that makes what the configurations name. */
    List<String> keysCommand(String host, List<String> servers) {
        var command = new ArrayList<>(List.of("keys", "tls", "--directory", directory.toString()));
        servers.forEach(name -> command.addAll(List.of("--server", name + "=" + host)));
        command.addAll(List.of("--client", PUBLISHER));
        return command;
    }

    /** What the environment tells a command. */
    Map<String, String> environment() {
        return tls()
                ? Map.of(
                        "PATCHWAVE_TRUST",
                        authority().toString(),
                        "PATCHWAVE_CERTIFICATE",
                        file(PUBLISHER, "pem").toString(),
                        "PATCHWAVE_KEY",
                        file(PUBLISHER, "key").toString())
                : Map.of();
    }

    /** Whom to trust. */
    List<String> authorities() {
        return tls() ? List.of(authority().toString()) : List.of();
    }

    /** More keys for the {@code http} section of a source or cache. */
    String server(String name) {
        return tls()
                ? ", tls: {certificate: '%s', key: '%s', trust: ['%s']}"
                        .formatted(file(name, "pem"), file(name, "key"), authority())
                : "";
    }

    /** More keys for the {@code http} section of a client. */
    String client() {
        return tls() ? ", tls: {trust: ['%s']}".formatted(authority()) : "";
    }

    /** A key of the source's own. */
    String publishers() {
        return tls() ? "publisherCertificateNames: [" + PUBLISHER + "]\n" : "";
    }

    /** A section of every program. */
    String tokens() {
        return safeguards.contains(Safeguard.TOKENS) ? "tokens: {required: true}\n" : "";
    }

    private Path authority() {
        return file("authority", "pem");
    }

    private Path file(String name, String kind) {
        return directory.resolve(name + "." + kind);
    }
}
