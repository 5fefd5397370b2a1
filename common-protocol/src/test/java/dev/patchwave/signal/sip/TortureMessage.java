package dev.patchwave.signal.sip;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One test message of an RFC and the reactions to it that are right; see {@code sip/torture/README.md} among the test resources. */
record TortureMessage(String file, Set<Integer> udp, Set<Integer> tcp, Connection connection) {
    private static final String FOLDER = "/sip/torture/";

    private static final Pattern CALL_ID = Pattern.compile("(?im)^(?:call-id|i)\\s*:\\s*(\\S+)");
    private static final Pattern TOP_VIA =
            Pattern.compile("(?im)^(?:via|v)\\s*:\\s*SIP\\s*/\\s*[0-9.]+\\s*/\\s*([A-Za-z]+)");
    private static final Pattern BRANCH = Pattern.compile("(?i)branch\\s*=\\s*([^\\s;]+)");

    /** What becomes of a connection that carried it. */
    enum Connection {
        STAYS,
        ENDS,
        WAITS
    }

    static List<TortureMessage> all() {
        return new String(resource("reactions.csv"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("rfc"))
                .map(TortureMessage::parse)
                .toList();
    }

    private static TortureMessage parse(String line) {
        String[] columns = line.split(",", -1);
        return new TortureMessage(
                columns[0],
                statuses(columns[2]),
                statuses(columns[3]),
                Connection.valueOf(columns[4].toUpperCase(Locale.ROOT)));
    }

    private static Set<Integer> statuses(String text) {
        Set<Integer> statuses = new TreeSet<>();
        if (!text.equals("silence")) {
            for (String status : text.split(" ", -1)) {
                statuses.add(Integer.valueOf(status));
            }
        }
        return statuses;
    }

    /** As it goes over the wire: RFC 5118's archive has bare line feeds and counts its bodies so. */
    byte[] wire() {
        byte[] archived = resource(file + ".dat");
        return file.startsWith("rfc5118/") ? withLineEnds(archived) : archived;
    }

    /** As it goes over {@code transport}, which its topmost Via then names too: answers follow that (RFC 3261 18.2.2). */
    byte[] wire(SipTransport transport) {
        return over(transport, new String(wire(), StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String over(SipTransport transport, String text) {
        Matcher via = TOP_VIA.matcher(text);
        return via.find() ? text.substring(0, via.start(1)) + transport.name() + text.substring(via.end(1)) : text;
    }

    /** What an answer to it says too: its first Call-ID, else its first branch. */
    String mark() {
        return callId().or(this::branch).orElse("");
    }

    Optional<String> callId() {
        return found(CALL_ID);
    }

    Optional<String> branch() {
        return found(BRANCH);
    }

    private Optional<String> found(Pattern pattern) {
        Matcher matcher = pattern.matcher(new String(wire(), StandardCharsets.UTF_8));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** With a Call-ID and branches that no other round has, so that it is no retransmission. */
    byte[] wire(String round, SipTransport transport) {
        String text = new String(wire(), StandardCharsets.ISO_8859_1);
        String fresh = text.replaceAll("(?im)^(call-id|i)(\\s*:\\s*)", "$1$2" + round + ".")
                .replaceAll("(?i)(branch\\s*=\\s*(?:z9hG4bK)?)", "$1" + round);
        return over(transport, fresh).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] withLineEnds(byte[] archived) {
        String text = new String(archived, StandardCharsets.UTF_8).replace("\n", "\r\n");
        int end = text.indexOf("\r\n\r\n");
        String head = end < 0 ? text : text.substring(0, end + 2);
        String body = end < 0 ? "" : text.substring(end + 4);
        String counted = head.replaceFirst("Content-Length: \\d+", "Content-Length: " + body.length());
        return (counted + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) {
        try (InputStream in = TortureMessage.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("no test resource " + FOLDER + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file;
    }
}
