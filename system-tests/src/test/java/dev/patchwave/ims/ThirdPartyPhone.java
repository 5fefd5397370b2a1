package dev.patchwave.ims;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A phone of another maker, registered with the core, that writes down every SIP message it sees. */
final class ThirdPartyPhone implements AutoCloseable {
    private final String name;
    private final Path trace;
    private final Process process;

    private ThirdPartyPhone(String name, Path trace, Process process) {
        this.name = name;
        this.trace = trace;
        this.process = process;
    }

    /** baresip, with an account for each of the users, at {@code address} on interface {@code ims0}. */
    static ThirdPartyPhone baresip(RealCore core, Path directory, String address, List<String> users)
            throws IOException {
        Path home = Files.createDirectories(directory.resolve("baresip"));
        Files.writeString(home.resolve("contacts"), "");
        Files.writeString(home.resolve("config"), """
                sip_listen %s:5060
                net_interface ims0
                module_path /usr/lib/baresip/modules
                module stdio.so
                module g711.so
                module_tmp account.so
                module_app menu.so
                """.formatted(address));
        var accounts = new StringBuilder();
        for (String user : users) {
            accounts.append(
                    "<%s;transport=udp>;auth_user=%s@%s;auth_pass=%s;outbound=\"%s;lr;transport=udp\";regint=600%n"
                            .formatted(
                                    RealCore.identity(user),
                                    user,
                                    RealCore.DOMAIN,
                                    RealCore.password(user),
                                    core.proxy()));
        }
        Files.writeString(home.resolve("accounts"), accounts);
        return start("baresip", directory, List.of("baresip", "-f", home.toString(), "-v", "-s"));
    }

    /** linphonec, by TCP. */
    static ThirdPartyPhone linphone(RealCore core, Path directory, String user) throws IOException {
        Path home = Files.createDirectories(directory.resolve("linphone"));
        Files.createDirectories(home.resolve(".local/share/linphone"));
        Files.createDirectories(home.resolve(".config"));
        Files.writeString(home.resolve("rc"), """
                [sip]
                sip_port=0
                sip_tcp_port=5070
                default_proxy=0
                [proxy_0]
                reg_proxy=<%1$s;transport=tcp>
                reg_route=<%1$s;lr;transport=tcp>
                reg_identity=%2$s
                reg_expires=600
                reg_sendregister=1
                [auth_info_0]
                username=%3$s
                userid=%3$s@%4$s
                passwd=%5$s
                realm="%4$s"
                domain=%4$s
                """.formatted(
                        core.proxy(), RealCore.identity(user), user, RealCore.DOMAIN, RealCore.password(user)));
        return start(
                "linphone",
                directory,
                List.of("linphonec", "-c", home.resolve("rc").toString(), "-d", "6"));
    }

    private static ThirdPartyPhone start(String name, Path directory, List<String> command) throws IOException {
        Path trace = directory.resolve(name + ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(trace.toFile());
        builder.environment().put("HOME", directory.resolve(name).toString());
        return new ThirdPartyPhone(name, trace, builder.start()); // Its input stays open: both end when it does.
    }

    /** How many requests of that method it sent or got. */
    long seen(String method) {
        try (var lines = Files.lines(trace, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(method + " sip:") && line.contains("SIP/2.0"))
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return name;
    }
}
