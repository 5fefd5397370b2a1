package dev.patchwave.signal.sip;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is wrong with a request before anyone asks what it wants, and hence the answer to it. Pure. Finds what JAIN-SIP passes over or
 * dies of; what its parser refuses by itself is {@link #UNREADABLE}.
 *
 * @param status of the answer
 * @param why for the sender's operator; never a part of the message
 * @param endsConnection where the next message begins in the stream is not known (RFC 3261 18.3)
 */
record Defect(int status, String why, boolean endsConnection) {
    static final Defect UNREADABLE = new Defect(400, "the request is not SIP", false);

    static final long CSEQ_LIMIT = 0x7fff_ffffL; // RFC 3261 8.1.1.5
    private static final int FORWARDS_LIMIT = 255; // RFC 3261 20.22
    private static final List<String> REQUIRED = List.of("via", "from", "to", "call-id", "cseq");
    private static final List<String> SINGLE = List.of(
            "from", "to", "call-id", "cseq", "max-forwards", "content-type", "expires", "event", "subscription-state");

    /** How the message came: the whole of it, or its head alone from a stream. */
    record Carriage(boolean isStream, int messageBytes, int limitBytes) {}

    /** The first thing wrong with it; empty when it may be read. */
    static Optional<Defect> of(RawHead head, Carriage carriage) {
        return framing(head, carriage).or(() -> version(head)).or(() -> headers(head));
    }

    /** Whether a response from a stream says where it ends; another one makes the rest of the stream unreadable. */
    static boolean spoilsStream(RawHead head, Carriage carriage) {
        return carriage.isStream && framing(head, carriage).isPresent();
    }

    private static Optional<Defect> framing(RawHead head, Carriage carriage) {
        List<String> lengths = head.all("content-length");
        if (lengths.isEmpty()) {
            return carriage.isStream ? lost(400, "Content-Length is missing", carriage) : Optional.empty();
        }
        OptionalLong length = SipHeaders.digits(lengths.getFirst());
        if (lengths.size() > 1 || length.isEmpty()) {
            return lost(400, "Content-Length is not one number", carriage);
        }
        long whole = head.bytes() + length.getAsLong();
        if (carriage.isStream && whole >= carriage.limitBytes) {
            return lost(513, "the message is larger than " + carriage.limitBytes + " bytes", carriage);
        }
        if (!carriage.isStream && whole > carriage.messageBytes) {
            return lost(400, "Content-Length is larger than the datagram", carriage);
        }
        return Optional.empty();
    }

    private static Optional<Defect> lost(int status, String why, Carriage carriage) {
        return Optional.of(new Defect(status, why, carriage.isStream));
    }

    private static Optional<Defect> version(RawHead head) {
        String version = head.firstLine().substring(head.firstLine().lastIndexOf(' ') + 1);
        boolean otherSip = version.regionMatches(true, 0, "SIP/", 0, 4) && !version.equalsIgnoreCase("SIP/2.0");
        return otherSip ? Optional.of(new Defect(505, "only SIP/2.0 is spoken here", false)) : Optional.empty();
    }

    private static Optional<Defect> headers(RawHead head) {
        for (String name : REQUIRED) {
            if (head.first(name).isEmpty()) {
                return malformed(name + " is missing");
            }
        }
        if (!SipUri.isReadableOrForeign(head.target())) {
            return malformed("the Request-URI is malformed");
        }
        for (String name : SINGLE) {
            if (head.all(name).size() > 1) {
                return malformed(name + " is there more than once");
            }
        }
        return numbers(head);
    }

    private static Optional<Defect> numbers(RawHead head) {
        String[] cseq = head.first("cseq").orElse("").split("\\s+", 2);
        OptionalLong sequence = SipHeaders.digits(cseq[0]);
        if (cseq.length < 2 || sequence.isEmpty() || sequence.getAsLong() > CSEQ_LIMIT) {
            return malformed("cseq is not a number up to 2147483647 and a method");
        }
        if (!cseq[1].equals(head.method())) {
            return malformed("cseq names another method");
        }
        OptionalLong forwards = SipHeaders.digits(head.first("max-forwards").orElse("70"));
        boolean known = forwards.isPresent() && forwards.getAsLong() <= FORWARDS_LIMIT;
        return known ? Optional.empty() : malformed("max-forwards is not 0 to 255");
    }

    private static Optional<Defect> malformed(String why) {
        return Optional.of(new Defect(400, why, false));
    }
}
