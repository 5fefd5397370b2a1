package dev.patchwave.launcher.admin;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.FileTrouble;
import dev.patchwave.signal.SubscriberId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options by which every admin's command finds the source and shows whose it is. */
final class AdminAccess {
    private static final String PASSWORD_VARIABLE = "PATCHWAVE_PASSWORD";

    @Option(
            names = "--sip",
            paramLabel = "SIP",
            defaultValue = "sip:127.0.0.1:5060",
            description = "Where the source speaks SIP. Default: ${DEFAULT-VALUE}")
    private String sip;

    @Option(
            names = "--proxy",
            paramLabel = "SIP",
            description =
                    "The P-CSCF of the IMS network that the source serves, e.g. sip:192.0.2.10:5060;transport=tcp. "
                            + "Default: none, the source is reached directly (--sip).")
    private String proxy;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description =
                    "PEM file of an authority that the P-CSCF's certificate must come from, with ;transport=tls. May be "
                            + "repeated. Default: those that Java trusts.")
    private List<String> trust = List.of();

    @Option(
            names = "--service",
            paramLabel = "SIP",
            description = "The source's identity for admins. Default: software-admin in the admin's domain.")
    private String service;

    @Option(
            names = "--admin",
            required = true,
            paramLabel = "SIP",
            description = "Who orders, e.g. sip:operator@op.example.")
    private String admin;

    @Option(names = "--password", description = "The admin's password; other users of this machine can see it.")
    private String password;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "A file whose first line is the admin's password.")
    private Path passwordFile;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Where the source takes commands. @throws ParameterException when an address is none */
    SourceAddress source() {
        return checked(() -> {
            String identity = service == null ? adminService() : service;
            return proxy == null ? SourceAddress.at(sip, identity) : SourceAddress.behind(proxy, identity);
        });
    }

    /** Begins to register. @throws IOException when no port can be opened or the source's address is none */
    AdminSession session() throws IOException {
        return new AdminSession(source(), checked(() -> new SubscriberId(admin)), password(), trust);
    }

    /** A value of the command line, whose complaint is one of wrong usage. */
    <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Says something to whoever called. */
    void tell(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private String adminService() {
        return "sip:software-admin@" + new SubscriberId(admin).uri().substring(admin.indexOf('@') + 1);
    }

    private String password() {
        if (passwordFile != null) {
            return firstLine(passwordFile);
        }
        String given = password == null ? System.getenv(PASSWORD_VARIABLE) : password;
        if (given == null || given.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "no password: give --password-file, --password or " + PASSWORD_VARIABLE);
        }
        return given;
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .findFirst()
                    .filter(line -> !line.isBlank())
                    .orElseThrow(() -> new ConfigProblem(file, "has no password in its first line"));
        } catch (IOException e) {
            throw new ConfigProblem(file, "cannot be read: " + FileTrouble.reason(e), e);
        }
    }
}
