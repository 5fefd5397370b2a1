package dev.patchwave.signal.sip;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A SIP URI, read tolerantly (RFC 3261 19.1): {@code sip:user@host:port;name=value}.
 *
 * @param scheme {@code sip} or {@code sips}
 * @param user as written, still escaped; empty when there is none
 * @param host in lower case; an IPv6 address keeps its brackets
 * @param port 0 when the URI names none
 * @param parameters names compare without case
 */
public record SipUri(String scheme, String user, String host, int port, Map<String, String> parameters) {
    public static final int DEFAULT_PORT = 5060;
    public static final int DEFAULT_TLS_PORT = 5061;

    /** A name, an IPv4 address or an IPv6 reference (RFC 3261 25.1), which also may have the colon too many of RFC 5118 4.10. */
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

    private static final int LIMIT_CHARACTERS = 512;
    private static final int MAX_PORT = 65_535;

    /**
     * Reads a URI.
     *
     * @throws IllegalArgumentException when the text is no SIP URI; the message says why
     */
    public static SipUri parse(String text) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (text.length() > LIMIT_CHARACTERS || !(scheme.equals("sip") || scheme.equals("sips"))) {
            throw new IllegalArgumentException("expected a SIP URI such as sip:alice@op.example, at most "
                    + LIMIT_CHARACTERS + " characters, not '" + shortened(text) + "'");
        }
        String rest = text.substring(colon + 1);
        int at = rest.indexOf('@');
        String user = at < 0 ? "" : rest.substring(0, at);
        String hostPart = withoutHeaders(rest.substring(at + 1)); // A question mark in the user part is none of theirs.
        int semicolon = hostPart.indexOf(';');
        String hostPort = semicolon < 0 ? hostPart : hostPart.substring(0, semicolon);
        String parameters = semicolon < 0 ? "" : hostPart.substring(semicolon + 1);
        int portColon = hostPort.lastIndexOf(':') > hostPort.lastIndexOf(']') ? hostPort.lastIndexOf(':') : -1;
        String host = portColon < 0 ? hostPort : hostPort.substring(0, portColon);
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("no host in '" + shortened(text) + "'");
        }
        return new SipUri(
                scheme,
                user,
                host.toLowerCase(Locale.ROOT),
                portColon < 0 ? 0 : port(hostPort.substring(portColon + 1)),
                SipText.parameters(parameters));
    }

    /** Whether it may be a URI for all that we can tell: those of other schemes are not ours to judge. */
    static boolean isReadableOrForeign(String text) {
        try {
            if (text.regionMatches(true, 0, "sip:", 0, 4) || text.regionMatches(true, 0, "sips:", 0, 5)) {
                parse(text);
            }
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** The address of record: scheme, user and host only, what identities are compared by (RFC 3261 10.3). */
    public String addressOfRecord() {
        return scheme + ":" + (user.isEmpty() ? "" : user + "@") + host;
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The named port, or 5060, or 5061 for TLS (RFC 3261 18.1.1, 19.1.2). */
    public int portOrDefault() {
        int otherwise = transport().equals(Optional.of(SipTransport.TLS)) ? DEFAULT_TLS_PORT : DEFAULT_PORT;
        return port == 0 ? otherwise : port;
    }

    /** Whether it must go by TLS all the way (RFC 3261 19.1). */
    private boolean isSecure() {
        return scheme.equals("sips");
    }

    /** The transport that the URI asks for, TLS for {@code sips}; empty when it leaves that open or names one that we do not speak. */
    public Optional<SipTransport> transport() {
        return parameter("transport")
                .flatMap(this::known)
                .or(() -> isSecure() ? Optional.of(SipTransport.TLS) : Optional.empty());
    }

    private Optional<SipTransport> known(String token) {
        return switch (token.toLowerCase(Locale.ROOT)) {
            case "udp" -> Optional.of(SipTransport.UDP);
            case "tcp" -> Optional.of(isSecure() ? SipTransport.TLS : SipTransport.TCP);
            case "tls" -> Optional.of(SipTransport.TLS);
            default -> Optional.empty();
        };
    }

    private static String withoutHeaders(String text) {
        int question = text.indexOf('?');
        return question < 0 ? text : text.substring(0, question);
    }

    private static int port(String text) {
        OptionalInt port = SipHeaders.digits(text).isPresent() && text.length() <= 5
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
        return port.stream()
                .filter(value -> value > 0 && value <= MAX_PORT)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("port '" + shortened(text) + "': expected 1 to 65535"));
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(addressOfRecord());
        if (port != 0) {
            text.append(':').append(port);
        }
        parameters.forEach((name, value) ->
                text.append(';').append(name).append(value.isEmpty() ? "" : "=").append(value));
        return text.toString();
    }
}
