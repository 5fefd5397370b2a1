package dev.patchwave.signal.sip;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request that reached us. From, To, Call-ID and CSeq are known to be there and readable.
 *
 * @param remote where it really came from, whatever Via says
 */
public record SipRequest(
        String method,
        String requestUri,
        SipHeaders headers,
        SipBody body,
        InetSocketAddress remote,
        SipTransport transport) {
    /**
     * Checks the headers.
     *
     * @throws IllegalArgumentException when one that every request has is missing or malformed (RFC 3261 8.1.1)
     */
    public SipRequest {
        required(headers, "From");
        required(headers, "To");
        if (headers.first("Call-ID").isEmpty() || sequence(headers).isEmpty()) {
            throw new IllegalArgumentException("Call-ID or CSeq missing or malformed");
        }
    }

    public SipAddress from() {
        return required(headers, "From");
    }

    public SipAddress to() {
        return required(headers, "To");
    }

    /** The sender's tag; empty for a sender of before RFC 3261. */
    public Optional<String> fromTag() {
        return from().tag();
    }

    /** Our tag, present when the request belongs to a dialog. */
    public Optional<String> toTag() {
        return to().tag();
    }

    public String callId() {
        return headers.first("Call-ID").orElseThrow();
    }

    /** The number of CSeq. */
    public long cseq() {
        return sequence(headers).orElseThrow();
    }

    /** The first Contact, with parameters such as {@code +sip.instance} (unquoted, but still in angle brackets). */
    public Optional<SipAddress> contact() {
        return headers.address("Contact");
    }

    public List<SipAddress> contacts() {
        return headers.addresses("Contact");
    }

    /** The {@code +sip.instance} of the first Contact without its angle brackets, such as {@code urn:uuid:...} (RFC 5626 4.1). */
    public Optional<String> instance() {
        return contact().flatMap(contact -> contact.parameter("+sip.instance")).map(SipRequest::withoutBrackets);
    }

    /** The Expires header in seconds; a Contact may carry a parameter of its own. */
    public OptionalLong expires() {
        return headers.number("Expires");
    }

    /** The whole value of Event, with parameters. */
    public Optional<String> event() {
        return headers.first("Event");
    }

    private static String withoutBrackets(String text) {
        boolean bracketed = text.startsWith("<") && text.endsWith(">");
        return bracketed ? text.substring(1, text.length() - 1) : text;
    }

    private static SipAddress required(SipHeaders headers, String name) {
        return headers.address(name).orElseThrow(() -> new IllegalArgumentException(name + " missing or malformed"));
    }

    private static OptionalLong sequence(SipHeaders headers) {
        String value = headers.first("CSeq").orElse("");
        int space = value.indexOf(' ');
        return space < 0 ? OptionalLong.empty() : SipHeaders.digits(value.substring(0, space));
    }
}
