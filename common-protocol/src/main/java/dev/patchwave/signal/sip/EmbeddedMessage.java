package dev.patchwave.signal.sip;

import gov.nist.javax.sip.message.Content;
import gov.nist.javax.sip.message.MultipartMimeContentImpl;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sip.PeerUnavailableException;
import javax.sip.SipFactory;
import javax.sip.header.ContentTypeHeader;

/**
 * A SIP message in the body of another, as an S-CSCF puts the device's REGISTER and its own answer into a third-party REGISTER (TS
 * 24.229 5.4.1.7). Credentials are left out when it is read: they are nobody's business here.
 *
 * @param method of a request; empty for a response
 */
public record EmbeddedMessage(Optional<String> method, SipHeaders headers) {
    private static final String MEDIA_TYPE = "message/sip";
    private static final int PARTS_LIMIT_COUNT = 8;
    private static final List<String> SECRETS = List.of("Authorization", "Proxy-Authorization");

    /** Every message in a body that is one itself or has several parts. What cannot be read, or is something else, is passed over. */
    public static List<EmbeddedMessage> in(SipBody body) {
        List<EmbeddedMessage> found = new ArrayList<>();
        if (body.mediaType().equals(MEDIA_TYPE)) {
            read(body.bytes()).ifPresent(found::add);
        } else if (body.mediaType().startsWith("multipart/")) {
            for (String part : parts(body)) {
                read(part.getBytes(StandardCharsets.UTF_8)).ifPresent(found::add);
            }
        }
        return found;
    }

    /** The message parts of a body in several parts (RFC 2046 5.1). */
    private static List<String> parts(SipBody body) {
        List<String> messages = new ArrayList<>();
        try {
            ContentTypeHeader type = (ContentTypeHeader)
                    SipFactory.getInstance().createHeaderFactory().createHeader("Content-Type", body.contentType());
            var several = new MultipartMimeContentImpl(type);
            several.createContentList(body.text());
            Iterator<Content> contents = several.getContents();
            for (int i = 0; i < PARTS_LIMIT_COUNT && contents.hasNext(); i++) {
                Content content = contents.next();
                if (isMessage(content.getContentTypeHeader())) {
                    messages.add(content.getContent().toString());
                }
            }
        } catch (ParseException | PeerUnavailableException | RuntimeException unreadable) {
            return messages; // What was read until here may do.
        }
        return messages;
    }

    private static boolean isMessage(ContentTypeHeader type) {
        return type != null
                && MEDIA_TYPE.equals((type.getContentType() + "/" + type.getContentSubType()).toLowerCase(Locale.ROOT));
    }

    private static Optional<EmbeddedMessage> read(byte[] bytes) {
        try {
            SIPMessage sip = new StringMsgParser().parseSIPMessage(bytes, false, false, null);
            SipHeaders headers = sip == null ? SipHeaders.NONE : MessageCodec.headers(sip);
            for (String secret : SECRETS) {
                headers = headers.without(secret);
            }
            return sip instanceof SIPRequest request
                    ? Optional.of(new EmbeddedMessage(Optional.ofNullable(request.getMethod()), headers))
                    : sip instanceof SIPResponse
                            ? Optional.of(new EmbeddedMessage(Optional.empty(), headers))
                            : Optional.empty();
        } catch (ParseException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }
}
