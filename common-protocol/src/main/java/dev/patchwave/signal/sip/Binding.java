package dev.patchwave.signal.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One registered contact of a subscriber (RFC 3261 10.3).
 *
 * @param contactUri where requests to this device go, with all its parameters
 * @param callId of the REGISTER that made or refreshed it last, and its {@code cseq}
 * @param accessNetworkInfo values of P-Access-Network-Info of that REGISTER: in standalone mode the device's own word
 * @param visitedNetwork P-Visited-Network-ID of that REGISTER
 * @param remote where that REGISTER came from
 */
public record Binding(
        SubscriberId subscriber,
        String contactUri,
        Optional<InstanceId> instance,
        String callId,
        long cseq,
        Instant expires,
        List<String> accessNetworkInfo,
        Optional<String> visitedNetwork,
        InetSocketAddress remote,
        SipTransport transport) {
    private static final int VERSION = 1;
    private static final int MAX_PORT = 65_535;
    private static final String IPV4 = "(?:O\\.){3}O".replace("O", "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    /** Only literals: for an octet out of range the JDK asks a name server. */
    private static final Pattern LITERAL = Pattern.compile(IPV4 + "|[0-9a-fA-F:.]+:[0-9a-fA-F:.]*(?:%[0-9a-z]+)?");

    public Binding {
        accessNetworkInfo = List.copyOf(accessNetworkInfo);
    }

    /** What tells the devices of a subscriber apart: the instance, or the contact of one that names none. */
    String key() {
        return instance.map(InstanceId::toString).orElse(contactUri);
    }

    boolean isOver(Instant now) {
        return !expires.isAfter(now);
    }

    /** The compact form, to be kept over a restart. */
    public byte[] toBytes() {
        return new PackedWriter()
                .number(VERSION)
                .text(subscriber.uri())
                .text(contactUri)
                .optionalUuid(instance.map(InstanceId::uuid))
                .text(callId)
                .number(cseq)
                .number(expires.toEpochMilli())
                .texts(accessNetworkInfo)
                .optionalText(visitedNetwork)
                .text(remote.getAddress().getHostAddress())
                .number(remote.getPort())
                .text(transport.token())
                .toBytes();
    }

    /** Reads {@link #toBytes}. @throws IllegalArgumentException when it is damaged or of another version */
    public static Binding fromBytes(byte[] bytes) {
        return PackedReader.read("binding", bytes, Binding::read);
    }

    private static Binding read(PackedReader reader) {
        if (reader.number() != VERSION) {
            throw new IllegalArgumentException("another version");
        }
        return new Binding(
                new SubscriberId(reader.text()),
                reader.text(),
                reader.optionalUuid().map(InstanceId::new),
                reader.text(),
                reader.number(),
                Instant.ofEpochMilli(reader.number()),
                reader.texts(),
                reader.optionalText(),
                new InetSocketAddress(address(reader.text()), port(reader.number())),
                SipTransport.parse(reader.text()));
    }

    private static int port(long number) {
        if (number < 0 || number > MAX_PORT) {
            throw new IllegalArgumentException("port " + number);
        }
        return (int) number;
    }

    /** The host is a literal, so nothing is looked up. */
    private static InetAddress address(String literal) {
        if (!LITERAL.matcher(literal).matches()) {
            throw new IllegalArgumentException("no address");
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address", e);
        }
    }
}
