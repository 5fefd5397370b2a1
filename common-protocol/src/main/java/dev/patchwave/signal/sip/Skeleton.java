package dev.patchwave.signal.sip;

import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of a broken request as its answer needs (RFC 3261 8.2.6.2), so that the stack can carry a refusal to its sender. What
 * cannot be read is replaced by the least that can; a sender knows the answer by Via and CSeq.
 */
final class Skeleton {
    private static final Pattern BRACKETED = Pattern.compile("<[^<>]{1,512}>");
    private static final Pattern TAG = Pattern.compile(";\\s{0,9}tag\\s{0,9}=\\s{0,9}([A-Za-z0-9.!%*_+`'~-]{1,256})");
    private static final Pattern SENT_BY = Pattern.compile("[^;,]{1,300}");
    private static final Pattern BRANCH =
            Pattern.compile(";\\s{0,9}branch\\s{0,9}=\\s{0,9}([A-Za-z0-9.!%*_+`'~-]{1,256})");
    private static final String NOBODY = "<sip:unreadable@invalid>";

    private Skeleton() {}

    /** Empty when nobody can be answered: an ACK, no method, or no Via that says whom. */
    static Optional<SIPRequest> of(RawHead head, Defect defect) {
        Optional<SIPHeader> via = via(head);
        String method = head.method();
        if (via.isEmpty() || method.equals("ACK") || !SipHeaders.isToken(method)) {
            return Optional.empty();
        }
        try {
            SIPRequest sip = new ReceivedRequest();
            sip.setMethod(method);
            sip.setRequestURI(new StringMsgParser().parseUrl("sip:unreadable@invalid"));
            sip.attachHeader(via.get(), false);
            for (SIPHeader older : olderVias(head)) {
                sip.attachHeader(older, false);
            }
            sip.attachHeader(party("From", head), false);
            sip.attachHeader(party("To", head), false);
            sip.attachHeader(callId(head), false);
            sip.attachHeader(new CSeq(sequence(head), method), false);
            sip.attachHeader(new ContentLength(defect.endsConnection() ? 0 : contentLength(head)), false);
            LegacyVia.replaceIn(sip);
            sip.setApplicationData(defect);
            return Optional.of(sip);
        } catch (ParseException | RuntimeException hopeless) {
            return Optional.empty();
        }
    }

    private static List<String> vias(RawHead head) {
        return head.all("via").stream()
                .flatMap(line -> SipText.split(line, ',').stream())
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static Optional<SIPHeader> via(RawHead head) {
        List<String> vias = vias(head);
        if (vias.isEmpty()) {
            return Optional.empty();
        }
        String top = vias.getFirst().replaceFirst("(?i)^SIP\\s*/\\s*[^/ ]+", "SIP/2.0");
        return header("Via", top).or(() -> leastVia(top));
    }

    private static List<SIPHeader> olderVias(RawHead head) {
        return vias(head).stream()
                .skip(1)
                .flatMap(value -> header("Via", value).stream())
                .toList();
    }

    private static Optional<SIPHeader> leastVia(String top) {
        Matcher sentBy = SENT_BY.matcher(top);
        Matcher branch = BRANCH.matcher(top);
        String parameters = branch.find() ? ";branch=" + branch.group(1) : "";
        return sentBy.lookingAt() ? header("Via", sentBy.group().strip() + parameters) : Optional.empty();
    }

    private static SIPHeader party(String name, RawHead head) throws ParseException {
        String value = head.first(name.toLowerCase(Locale.ROOT)).orElse(NOBODY);
        Optional<SIPHeader> readable = header(name, value);
        if (readable.isPresent()) {
            return readable.get();
        }
        Matcher bracketed = BRACKETED.matcher(value);
        Matcher tag = TAG.matcher(value);
        String suffix = tag.find() ? ";tag=" + tag.group(1) : "";
        String address = bracketed.find() ? bracketed.group() : NOBODY;
        return header(name, address + suffix)
                .or(() -> header(name, NOBODY + suffix))
                .orElseThrow(() -> new ParseException(name, 0));
    }

    private static SIPHeader callId(RawHead head) throws ParseException {
        return head.first("call-id")
                .flatMap(value -> header("Call-ID", value))
                .or(() -> header("Call-ID", "unreadable"))
                .orElseThrow(() -> new ParseException("Call-ID", 0));
    }

    private static long sequence(RawHead head) {
        String number = head.first("cseq").orElse("0").split("\\s", 2)[0];
        return SipHeaders.digits(number).orElse(0) & Defect.CSEQ_LIMIT;
    }

    private static int contentLength(RawHead head) {
        return (int) head.first("content-length")
                .map(SipHeaders::digits)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .map(bytes -> Math.min(bytes, Integer.MAX_VALUE))
                .orElse(0L)
                .longValue();
    }

    private static Optional<SIPHeader> header(String name, String value) {
        try {
            return Optional.of(StringMsgParser.parseSIPHeader(name + ": " + value));
        } catch (ParseException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }
}
