package dev.patchwave.signal.sip;

import gov.nist.javax.sip.header.CSeq;
import gov.nist.javax.sip.header.CallID;
import gov.nist.javax.sip.header.ContentLength;
import gov.nist.javax.sip.header.From;
import gov.nist.javax.sip.header.RequestLine;
import gov.nist.javax.sip.header.StatusLine;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.ConnectionOrientedMessageChannel;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * Reads each message that reaches the stack, before anything else does. A request with a {@link Defect} comes out as a
 * {@link Skeleton}, which {@link Inbound} answers; what nobody can be told about is dropped, and the stream that it spoils is closed.
 * JAIN-SIP alone takes the first of two Call-IDs, says nothing to a broken request by TCP, and loses the thread of a connection to a
 * message without Content-Length.
 *
 * <p>Stateless; any thread.
 */
class MessageReader extends StringMsgParser {
    private static final Pattern OVER_UDP = Pattern.compile("(?i)SIP\\s*/\\s*[0-9.]+\\s*/\\s*UDP\\s");
    private static final Pattern MULTICAST = Pattern.compile("(?i);\\s*maddr\\s*=");
    private static final Set<Class<?>> CARRIERS = Set.of(
            From.class,
            To.class,
            CSeq.class,
            Via.class,
            CallID.class,
            ContentLength.class,
            RequestLine.class,
            StatusLine.class);

    private final IntSupplier limitBytes;

    MessageReader(SIPTransactionStack stack) {
        this(stack::getMaxMessageSize);
    }

    /** {@code limitBytes} is that of a whole message from a stream. */
    MessageReader(IntSupplier limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Reads a datagram, or the head of a message of a stream.
     *
     * @param readBody true for a datagram: the body is in {@code bytes} too
     * @return null when there are only line ends, which keep a connection alive
     * @throws ParseException when the message is to be dropped
     */
    @Override
    public SIPMessage parseSIPMessage(byte[] bytes, boolean readBody, boolean strict, ParseExceptionListener channel)
            throws ParseException {
        if (channel == null) {
            return super.parseSIPMessage(bytes, readBody, strict, null); // The stack rereads what it stored itself.
        }
        RawHead head = RawHead.of(bytes);
        if (head.firstLine().isEmpty()) {
            return null;
        }
        Defect.Carriage carriage = new Defect.Carriage(!readBody, bytes.length, limitBytes.getAsInt());
        return head.isResponse() ? response(head, carriage, bytes, channel) : request(head, carriage, bytes, channel);
    }

    private SIPMessage response(RawHead head, Defect.Carriage carriage, byte[] bytes, ParseExceptionListener channel)
            throws ParseException {
        if (Defect.spoilsStream(head, carriage)) {
            throw dropped(channel, true);
        }
        try {
            return super.parseSIPMessage(bytes, !carriage.isStream(), false, MessageReader::judge);
        } catch (ParseException | RuntimeException broken) {
            boolean hasBody = !head.first("content-length").orElse("0").equals("0");
            throw dropped(channel, hasBody);
        }
    }

    private SIPMessage request(RawHead head, Defect.Carriage carriage, byte[] bytes, ParseExceptionListener channel)
            throws ParseException {
        if (!carriage.isStream() && !isAnswerable(head)) {
            throw dropped(channel, false);
        }
        Optional<Defect> defect = Defect.of(head, carriage);
        if (defect.isEmpty()) {
            try {
                return complete(super.parseSIPMessage(bytes, !carriage.isStream(), false, MessageReader::judge));
            } catch (ParseException | RuntimeException broken) {
                defect = Optional.of(Defect.UNREADABLE);
            }
        }
        Optional<SIPRequest> skeleton = Skeleton.of(head, defect.get());
        return skeleton.orElseThrow(() -> dropped(channel, true));
    }

    /**
     * Whether the answer goes back by UDP to where the datagram came from. To what Via says otherwise the stack would open a connection,
     * and wait for it on the thread that reads datagrams.
     */
    private static boolean isAnswerable(RawHead head) {
        String top = SipText.split(head.first("via").orElse(""), ',').getFirst();
        return OVER_UDP.matcher(top).lookingAt() && !MULTICAST.matcher(top).find();
    }

    @Override
    protected SIPMessage processFirstLine(String line, ParseExceptionListener channel, byte[] bytes)
            throws ParseException {
        SIPMessage message = super.processFirstLine(line, channel, bytes);
        return message instanceof SIPRequest request ? new ReceivedRequest(request.getRequestLine()) : message;
    }

    /** In place of the channel, which closes its connection at once. A header that carries no answer may be unreadable. */
    private static void judge(ParseException fault, SIPMessage message, Class<?> header, String line, String whole)
            throws ParseException {
        if (header != null && CARRIERS.contains(header)) {
            throw fault;
        }
        message.addUnparsed(line);
    }

    /** What a sender of before RFC 3261 leaves out is added; what its method cannot do without is asked for here, not in silence. */
    private static SIPMessage complete(SIPMessage message) throws ParseException {
        if (message instanceof ReceivedRequest request) {
            if (request.getMaxForwards() == null) {
                request.attachHeader(parseSIPHeader("Max-Forwards: 70"), false); // RFC 3261 8.1.1.6
            }
            request.checkAll();
            LegacyVia.replaceIn(request);
        }
        return message;
    }

    /** Closes the connection of a stream of which nobody knows where its next message begins. */
    private static ParseException dropped(ParseExceptionListener channel, boolean isSpoilt) {
        if (isSpoilt && channel instanceof ConnectionOrientedMessageChannel connection) {
            connection.close();
        }
        return new ParseException("message dropped", 0);
    }
}
