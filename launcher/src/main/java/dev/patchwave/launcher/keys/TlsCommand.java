package dev.patchwave.launcher.keys;

import dev.patchwave.trust.PemFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code patchwave keys tls}. */
@Command(
        name = "tls",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a private authority and certificates for a first run: authority.pem for every 'trust', NAME.pem and NAME.key for each.",
            "Called again it adds to the authority that is there. An existing key is never overwritten."
        },
        footer = {
            "",
            "Example:",
            "  patchwave keys tls --directory tls --server source=192.0.2.1 --server cache-1=192.0.2.11 --client alice"
        })
final class TlsCommand extends KeysWork {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.:-]{0,252}|::1");

    @Option(names = "--directory", required = true, paramLabel = "DIR", description = "Where all of it goes.")
    private Path directory;

    @Option(
            names = "--server",
            paramLabel = "NAME=HOST[,HOST]",
            description = "A source or cache, and the names and addresses by which it is reached. May be repeated.")
    private List<String> servers = List.of();

    @Option(names = "--client", paramLabel = "NAME", description = "One that only connects. May be repeated.")
    private List<String> clients = List.of();

    @Option(
            names = "--valid",
            paramLabel = "TIME",
            converter = LifetimeConverter.class,
            defaultValue = "397d",
            description =
                    "How long the certificates are valid; the authority's own is for ten years. Default: ${DEFAULT-VALUE}")
    private Duration valid;

    @Override
    void run(PrintWriter out) throws Exception {
        List<Authority.Subject> subjects = subjects();
        for (var subject : subjects) {
            PemFiles.requireAbsent(keyFile(subject.name())); // Before anything is made.
        }
        Files.createDirectories(directory);
        Authority authority = authority(out);
        for (var subject : subjects) {
            var made = authority.certify(subject, Instant.now(), valid);
            Path certificate = directory.resolve(subject.name() + ".pem");
            PemFiles.writeKey(keyFile(subject.name()), made.key());
            PemFiles.writeCertificate(certificate, made.certificate());
            out.println(subject.name() + "  " + certificate + ", " + keyFile(subject.name()) + ", until "
                    + made.certificate().getNotAfter().toInstant());
        }
    }

    private List<Authority.Subject> subjects() {
        var subjects = new ArrayList<Authority.Subject>();
        for (String server : servers) {
            String[] parts = server.split("=", 2);
            if (parts.length != 2) {
                throw new IllegalArgumentException(
                        "--server '" + server + "': allowed is NAME=HOST[,HOST] such as source=192.0.2.1");
            }
            List<String> hosts = List.of(parts[1].split(",", -1));
            hosts.forEach(host -> require(HOST, host, "a host name or an address"));
            subjects.add(subject(parts[0], hosts));
        }
        clients.forEach(client -> subjects.add(subject(client, List.of())));
        return subjects;
    }

    private static Authority.Subject subject(String name, List<String> hosts) {
        require(NAME, name, "1 to 63 of 0-9, A-Z, a-z and . _ -, but not authority");
        if (name.equals("authority")) {
            throw new IllegalArgumentException("'authority' is the name of the authority's own files");
        }
        return new Authority.Subject(name, hosts);
    }

    private static void require(Pattern pattern, String text, String allowed) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "': allowed is " + allowed);
        }
    }

    private Authority authority(PrintWriter out) throws IOException, GeneralSecurityException {
        Path certificate = directory.resolve("authority.pem");
        if (Files.exists(certificate)) {
            return Authority.read(certificate, keyFile("authority"));
        }
        Authority made = Authority.create(Instant.now());
        PemFiles.writeKey(keyFile("authority"), made.key());
        PemFiles.writeCertificate(certificate, made.certificate());
        out.println("authority  " + certificate + " for every 'trust'; keep " + keyFile("authority") + " to yourself");
        return made;
    }

    private Path keyFile(String name) {
        return directory.resolve(name + ".key");
    }
}
