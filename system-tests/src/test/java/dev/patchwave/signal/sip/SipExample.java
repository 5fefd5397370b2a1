package dev.patchwave.signal.sip;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;

/**
 * One SIP message out of a document, read by the parser and the codec that the programs use. Lines end as in the document; the
 * body keeps its own line ends where it is made of headers, and is one line otherwise.
 */
public record SipExample(String startLine, SipHeaders headers, SipBody body) {
    /** Reads the text of one message. @throws IllegalArgumentException when it is none, or says a wrong Content-Length */
    public static SipExample parse(String text) {
        byte[] wire = wire(text);
        try {
            var parser = new StringMsgParser();
            SIPMessage sip = parser.parseSIPMessage(wire, true, true, (failure, kind, header, line, message) -> {
                throw failure;
            });
            var example = read(sip, text.lines().findFirst().orElse(""));
            requireLength(example);
            example.requireCredentials();
            return example;
        } catch (ParseException e) {
            throw new IllegalArgumentException("no SIP message: " + e.getMessage(), e);
        }
    }

    public boolean isRequest() {
        return !startLine.startsWith("SIP/2.0 ");
    }

    /** The value of a header. @throws IllegalArgumentException when it is absent */
    public String required(String name) {
        return headers.first(name)
                .orElseThrow(() -> new IllegalArgumentException(startLine + ": " + name + " is missing"));
    }

    private static SipExample read(SIPMessage sip, String startLine) {
        var codec = new MessageCodec("documentation");
        return switch (sip) {
            case SIPRequest request -> {
                request.setPeerPacketSourceAddress(InetAddress.getLoopbackAddress());
                request.setPeerPacketSourcePort(5060);
                var read = codec.decode(request);
                yield new SipExample(startLine, read.headers(), read.body());
            }
            case SIPResponse response -> {
                var read = codec.decode(response);
                yield new SipExample(startLine, read.headers(), read.body());
            }
            default -> throw new IllegalArgumentException("neither a request nor a response");
        };
    }

    private static void requireLength(SipExample example) {
        long said = example.headers.number("Content-Length").orElse(-1);
        if (said != example.body.sizeBytes()) {
            throw new IllegalArgumentException(example.startLine + ": Content-Length says " + said + ", the body has "
                    + example.body.sizeBytes() + " bytes");
        }
    }

    private void requireCredentials() {
        for (String name : List.of("WWW-Authenticate", "Authorization")) {
            for (String value : headers.all(name)) {
                var parameters = AuthParameters.parse(value);
                if (!parameters.isDigest()
                        || DigestAlgorithm.ofToken(parameters.get("algorithm").orElse("MD5"))
                                .isEmpty()) {
                    throw new IllegalArgumentException(name + ": no digest that we know");
                }
                parameters.require("realm");
                parameters.require("nonce");
            }
        }
    }

    /** The bytes on the wire: line ends of SIP, and no line end after a body of one line. */
    private static byte[] wire(String text) {
        int blank = text.indexOf("\n\n");
        String head = blank < 0 ? text.stripTrailing() + "\n" : text.substring(0, blank + 1);
        String body = blank < 0 ? "" : text.substring(blank + 2);
        if (body.stripTrailing().lines().count() == 1) {
            body = body.stripTrailing();
        }
        return (head + "\n" + body).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
