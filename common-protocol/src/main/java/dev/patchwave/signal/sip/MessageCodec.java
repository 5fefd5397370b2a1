package dev.patchwave.signal.sip;

import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.SIPHeaderList;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sip.InvalidArgumentException;
import javax.sip.SipFactory;
import javax.sip.address.AddressFactory;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ViaHeader;

/** Turns our values into messages of JAIN-SIP and back. Any thread. */
final class MessageCodec {
    private static final int MAX_FORWARDS = 70;
    private static final String TOLD_VALIDITY_MILLIS = "1000";
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");

    private final HeaderFactory headerFactory;
    private final AddressFactory addresses;
    private final ParsedParts parts;
    private final String userAgent;

    MessageCodec(String userAgent) {
        try {
            headerFactory = SipFactory.getInstance().createHeaderFactory();
            addresses = SipFactory.getInstance().createAddressFactory();
        } catch (javax.sip.PeerUnavailableException e) {
            throw new IllegalStateException("JAIN-SIP is not on the class path", e);
        }
        this.parts = new ParsedParts(headerFactory, addresses);
        this.userAgent = userAgent;
    }

    /**
     * Writes a request.
     *
     * @throws IllegalArgumentException when a part of it is not SIP
     */
    SIPRequest encode(OutgoingRequest request, Via via) {
        try {
            SIPRequest sip = new SIPRequest();
            sip.setRequestURI(addresses.createURI(request.requestUri()));
            sip.setMethod(request.method());
            sip.addHeader(via.header(headerFactory));
            addDialog(sip, request);
            sip.addHeader(headerFactory.createMaxForwardsHeader(MAX_FORWARDS));
            for (String route : request.routes()) {
                add(sip, "Route", route);
            }
            if (request.contact().isPresent()) {
                sip.addHeader(parts.one("Contact", request.contact().get()));
            }
            add(sip, request.headers());
            if (!request.headers().has("User-Agent")) {
                add(sip, "User-Agent", userAgent);
            }
            setBody(sip, request.body());
            return sip;
        } catch (ParseException | InvalidArgumentException e) {
            throw new IllegalArgumentException("not a SIP request: " + e.getMessage(), e);
        }
    }

    private void addDialog(SIPRequest sip, OutgoingRequest request) throws ParseException, InvalidArgumentException {
        sip.addHeader(headerFactory.createFromHeader(
                addresses.createAddress(parts.sender(request.fromUri())), request.fromTag()));
        sip.addHeader(headerFactory.createToHeader(
                addresses.createAddress(addresses.createURI(request.toUri())),
                request.toTag().orElse(null))); // The stack's way to say that there is none.
        sip.addHeader(headerFactory.createCallIdHeader(request.callId()));
        sip.addHeader(headerFactory.createCSeqHeader(request.cseq(), request.method()));
    }

    /**
     * Writes the response to a request.
     *
     * @throws IllegalArgumentException when a part of it is not SIP
     */
    SIPResponse encode(SipResponse response, SIPRequest to, String tag) {
        try {
            SIPResponse sip = to.createResponse(response.status(), response.reason());
            if (sip.getToTag() == null) {
                sip.setToTag(response.toTag().orElse(tag));
            }
            add(sip, response.headers());
            if (!response.headers().has("Server")) {
                add(sip, "Server", userAgent);
            }
            setBody(sip, response.body());
            return sip;
        } catch (ParseException e) {
            throw new IllegalArgumentException("not a SIP response: " + e.getMessage(), e);
        }
    }

    /**
     * Tells the neighbour that sent the request how much to hold back, if it listens to that (RFC 7339 5.3).
     *
     * @param lossPercent 0 ends the control
     * @param sequenceMillis increasing; milliseconds of the day-to-day clock
     */
    static void tellOverload(SIPResponse sip, int lossPercent, long sequenceMillis) {
        gov.nist.javax.sip.header.Via via = sip.getTopmostVia();
        String algorithms = via.getParameter("oc-algo");
        if (!via.hasParameter("oc") || algorithms == null || !algorithms.contains(OverloadControl.ALGORITHM)) {
            return;
        }
        try {
            via.removeParameter("oc"); // It stands there as a flag, which can take no value.
            via.setParameter("oc", Integer.toString(lossPercent));
            via.removeParameter("oc-algo");
            via.setQuotedParameter("oc-algo", OverloadControl.ALGORITHM);
            via.setParameter("oc-validity", lossPercent == 0 ? "0" : TOLD_VALIDITY_MILLIS);
            via.setParameter("oc-seq", "%d.%03d".formatted(sequenceMillis / 1000, sequenceMillis % 1000));
        } catch (ParseException e) {
            throw new IllegalStateException("the stack refuses a parameter of Via", e);
        }
    }

    private void add(SIPMessage sip, SipHeaders headers) throws ParseException {
        for (SipHeaders.Entry entry : headers.entries()) {
            if (!entry.name().equalsIgnoreCase("Content-Type")) {
                add(sip, entry.name(), entry.value());
            }
        }
    }

    private void add(SIPMessage sip, String name, String value) throws ParseException {
        sip.attachHeader(parts.any(name, value), false, false);
    }

    private void setBody(SIPMessage sip, SipBody body) throws ParseException {
        if (!body.isEmpty()) {
            sip.setContent(body.sharedBytes(), (ContentTypeHeader) parts.one("Content-Type", body.contentType()));
        }
    }

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException when a header that every request has is missing or malformed
     */
    SipRequest decode(SIPRequest sip) {
        return new SipRequest(
                sip.getMethod(), sip.getRequestURI().toString(), headers(sip), body(sip), remote(sip), transport(sip));
    }

    /** Reads a final response. */
    SipResponse decode(SIPResponse sip) {
        String reason = Optional.ofNullable(sip.getReasonPhrase()).orElse("");
        return new SipResponse(
                sip.getStatusCode(), reason, Optional.ofNullable(sip.getToTag()), headers(sip), body(sip));
    }

    static SipHeaders headers(SIPMessage sip) {
        List<SipHeaders.Entry> entries = new ArrayList<>();
        Iterator<SIPHeader> headers = sip.getHeaders();
        while (headers.hasNext()) {
            collect(headers.next(), entries);
        }
        // What the stack could not parse is still a header to us: it may know less than we do.
        sip.getUnrecognizedHeaders().forEachRemaining(line -> collect(line, entries));
        return new SipHeaders(entries);
    }

    private static void collect(SIPHeader header, List<SipHeaders.Entry> entries) {
        if (header instanceof SIPHeaderList<?> list) {
            list.forEach(one -> collect(one, entries));
        } else {
            collect(header.getName(), header.getHeaderValue(), entries);
        }
    }

    private static void collect(String line, List<SipHeaders.Entry> entries) {
        int colon = line.indexOf(':');
        if (colon > 0) {
            collect(line.substring(0, colon).trim(), line.substring(colon + 1).trim(), entries);
        }
    }

    private static void collect(String name, String value, List<SipHeaders.Entry> entries) {
        try {
            entries.add(new SipHeaders.Entry(name, value == null ? "" : printable(value)));
        } catch (IllegalArgumentException unfit) {
            // A name or value that is none is no header; the rest of the message may still do.
        }
    }

    /** A quoted display name may hold any control character (RFC 3261 25.1, quoted-pair); none means anything to us. */
    private static String printable(String value) {
        return CONTROL.matcher(value).replaceAll(" ").trim();
    }

    private static SipBody body(SIPMessage sip) {
        byte[] content = sip.getRawContent();
        if (content == null || content.length == 0) {
            return SipBody.NONE;
        }
        String type = sip.getContentTypeHeader() == null
                ? "application/octet-stream"
                : ((SIPHeader) sip.getContentTypeHeader()).getHeaderValue();
        return SipBody.of(type, content);
    }

    /** Where it really came from. */
    static InetSocketAddress remote(SIPMessage sip) {
        return sip.getPeerPacketSourceAddress() == null
                ? new InetSocketAddress(sip.getRemoteAddress(), sip.getRemotePort())
                : new InetSocketAddress(sip.getPeerPacketSourceAddress(), sip.getPeerPacketSourcePort());
    }

    /** How it really came. */
    static SipTransport transport(SIPRequest sip) {
        String token = sip.getMessageChannel() instanceof MessageChannel channel
                ? channel.getTransport()
                : sip.getTopmostVia().getTransport();
        return SipTransport.parse(token);
    }

    /** The Via of a request of ours. */
    record Via(String host, int port, SipTransport transport, String branch) {
        private ViaHeader header(HeaderFactory factory) throws ParseException, InvalidArgumentException {
            ViaHeader via = factory.createViaHeader(host, port, transport.token(), branch);
            via.setRPort();
            // That we listen to what the next hop says of its load (RFC 7339 5.1).
            via.setParameter("oc", null); // The stack's way to say that it has no value.
            ((gov.nist.javax.sip.header.Via) via).setQuotedParameter("oc-algo", OverloadControl.ALGORITHM);
            return via;
        }
    }
}
