package dev.patchwave.signal.sip;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.MessageParser;
import gov.nist.javax.sip.parser.MessageParserFactory;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.text.ParseException;

/**
 * Our {@link MessageReader}, which also says how far it is with each connection: between reading and parsing the stack keeps a queue
 * without a limit, which a peer that writes faster than we parse would fill. Public because JAIN-SIP makes it by name.
 */
public final class Parsers implements MessageParserFactory {
    /** The stack makes the parser of a connection on the very thread that is to read it, before the first read. */
    private static final ThreadLocal<Counting> MADE_LAST = new ThreadLocal<>();

    /** As the stack calls it. */
    public Parsers() {}

    @Override
    public MessageParser createMessageParser(SIPTransactionStack stack) {
        Counting parser = new Counting(stack);
        MADE_LAST.set(parser);
        return parser;
    }

    /** The progress with the messages of the connection that this thread is about to read. */
    static ParserProgress takeProgress() {
        Counting parser = MADE_LAST.get();
        MADE_LAST.remove();
        return parser == null ? new ParserProgress() : parser.progress;
    }

    private static final class Counting extends MessageReader {
        private final ParserProgress progress = new ParserProgress();
        private final SIPTransactionStack stack;

        private Counting(SIPTransactionStack stack) {
            super(stack);
            this.stack = stack;
        }

        @Override
        public SIPMessage parseSIPMessage(
                byte[] message, boolean readBody, boolean strict, ParseExceptionListener listener)
                throws ParseException {
            boolean arrived = listener != null; // Else the stack looks again at what it has had for long.
            if (arrived && readBody) {
                datagram();
            }
            if (arrived && !progress.begin()) {
                throw new ParseException(
                        "cut off", 0); // The stack itself completes a head that the end of the stream cut.
            }
            return super.parseSIPMessage(message, readBody, strict, listener);
        }

        /** Only datagrams come with their bodies. */
        private void datagram() {
            if (stack.getNetworkLayer() instanceof Sockets sockets) {
                sockets.datagramParsed();
            }
        }
    }
}
