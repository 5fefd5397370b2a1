package dev.patchwave.signal.sip;

import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.concurrent.ConcurrentHashMap;
import javax.sip.address.AddressFactory;
import javax.sip.address.URI;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;

/**
 * What the stack made of the headers and URIs that we wrote last, one for each name: a campaign says the same to everybody, and parsing it
 * anew cost a quarter of each request. Nobody changes a header once it is in a message. Any thread.
 */
final class ParsedParts {
    private static final int NAMES_LIMIT_COUNT = 64;

    private record Part<T>(String text, T parsed) {}

    private final HeaderFactory headers;
    private final AddressFactory addresses;
    private final ConcurrentHashMap<String, Part<Header>> byName = new ConcurrentHashMap<>();
    private volatile Part<URI> lastSender = new Part<>("", null);

    ParsedParts(HeaderFactory headers, AddressFactory addresses) {
        this.headers = headers;
        this.addresses = addresses;
    }

    /** A header of one value, such as Contact or Content-Type. */
    Header one(String name, String value) throws ParseException {
        Part<Header> last = byName.get(name);
        if (last != null && last.text.equals(value)) {
            return last.parsed;
        }
        return kept(name, value, headers.createHeader(name, value));
    }

    /** A header as it came, which may be a list: by the parser itself, since the header factory refuses one. */
    SIPHeader any(String name, String value) throws ParseException {
        Part<Header> last = byName.get(name);
        if (last != null && last.text.equals(value)) {
            return (SIPHeader) last.parsed;
        }
        SIPHeader parsed = StringMsgParser.parseSIPHeader(name + ": " + value);
        // A list grows when another of its name is added.
        return parsed instanceof SIPHeaderList ? parsed : (SIPHeader) kept(name, value, parsed);
    }

    /** The URI of From. */
    URI sender(String text) throws ParseException {
        Part<URI> last = lastSender;
        if (!last.text.equals(text)) {
            last = new Part<>(text, addresses.createURI(text));
            lastSender = last;
        }
        return last.parsed;
    }

    private Header kept(String name, String value, Header parsed) {
        if (byName.size() < NAMES_LIMIT_COUNT || byName.containsKey(name)) {
            byName.put(name, new Part<>(value, parsed));
        }
        return parsed;
    }
}
