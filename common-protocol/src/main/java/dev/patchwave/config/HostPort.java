package dev.patchwave.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * Where a program listens, written {@code 127.0.0.1:8480} or {@code [::1]:8480}.
 *
 * @param port 0 to 65535; 0 takes any free port
 */
public record HostPort(String host, int port) {
    private static final String ALLOWED =
            "host:port such as 127.0.0.1:8480, [::1]:8480 or cache.example:8480, port 0 to 65535";
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9.-]{1,253}):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    public HostPort {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("'" + host + ":" + port + "' is no address; allowed: " + ALLOWED);
        }
    }

    /** Reads {@code host:port}. @throws IllegalArgumentException naming what is allowed */
    @JsonCreator
    public static HostPort parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no address; allowed: " + ALLOWED);
        }
        return new HostPort(match.group(1), Integer.parseInt(match.group(2)));
    }

    /** Resolves the host now. */
    public InetSocketAddress address() {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new InetSocketAddress(bare, port);
    }

    @Override
    @JsonValue
    public String toString() {
        return host + ":" + port;
    }
}
