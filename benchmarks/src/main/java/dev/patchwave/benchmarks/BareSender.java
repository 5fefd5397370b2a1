package dev.patchwave.benchmarks;

import dev.patchwave.signal.sip.MessageLog;
import dev.patchwave.signal.sip.StackLog;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Properties;
import java.util.TooManyListenersException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.InvalidArgumentException;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.SipException;
import javax.sip.SipFactory;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;

/**
 * What JAIN-SIP can do by itself: clones a prepared NOTIFY, changes what differs from client to client, and sends it by a client
 * transaction, so many at a time. No subscriptions, no disk, no pace.
 *
 * <p>Arguments: own port, port of the answerer, NOTIFYs a round, NOTIFYs in flight. Each line on standard input starts a round; its end is
 * a line on standard output: how many were answered.
 */
public final class BareSender implements SipListener {
    private static final String HOST = "127.0.0.1";
    private static final int UDP_BUFFER_BYTES = 1024 * 1024;
    private static final String NOTIFY = """
            NOTIFY sip:u0@198.51.100.7:5060 SIP/2.0
            Via: SIP/2.0/UDP OWN;rport
            From: <sip:software@op.example>;tag=a5a0b374c33837482c2ff824
            To: <sip:u0@op.example>;tag=s0
            Call-ID: 0
            CSeq: 1 NOTIFY
            Max-Forwards: 70
            Route: <sip:scscf@ANSWERER;lr>
            Contact: <sip:software@OWN>
            Event: ua-profile;effective-by=0
            Subscription-State: active;expires=81105
            SIP-ETag: 1-55ea6f96c1e8
            User-Agent: patchwave-source
            Content-Type: message/external-body;access-type="URL";URL="http://127.0.0.1:38481/v1/releases/storm@1.0/manifest";size=787
            Content-Length: 177

            Content-Type: application/vnd.patchwave.manifest+json;release="storm@1.0";sequence=1;campaign="round-00";spread=0
            Content-ID: <1.storm@1.0>
            Content-Disposition: attachment

            """;

    private final SipProvider provider;
    private final Request template;
    private final int inFlightLimit;
    private final Semaphore room;
    private final AtomicInteger answered = new AtomicInteger();

    private BareSender(int port, int answererPort, int inFlightLimit)
            throws SipException, InvalidArgumentException, TooManyListenersException, ParseException {
        var factory = SipFactory.getInstance();
        var stack = factory.createSipStack(properties());
        provider = stack.createSipProvider(stack.createListeningPoint(HOST, port, "udp"));
        provider.addSipListener(this);
        MessageFactory messages = factory.createMessageFactory();
        template = messages.createRequest(NOTIFY.replace("OWN", HOST + ":" + port)
                .replace("ANSWERER", HOST + ":" + answererPort)
                .replace("\n", "\r\n"));
        this.inFlightLimit = inFlightLimit;
        room = new Semaphore(inFlightLimit);
    }

    public static void main(String[] arguments) {
        try {
            serve(arguments);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1); // The stack's threads would go on.
        }
        System.exit(0);
    }

    private static void serve(String[] arguments) throws Exception {
        var sender = new BareSender(
                Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[3]));
        int clients = Integer.parseInt(arguments[2]);
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (int round = 1; orders.readLine() != null; round++) {
            System.out.println(sender.round(clients, round));
        }
    }

    private int round(int clients, int cseq)
            throws SipException, ParseException, InvalidArgumentException, InterruptedException {
        answered.set(0);
        for (int client = 0; client < clients; client++) {
            room.acquire();
            send(client, cseq);
        }
        room.acquire(inFlightLimit);
        room.release(inFlightLimit);
        return answered.get();
    }

    private void send(int client, int cseq) throws SipException, ParseException, InvalidArgumentException {
        var notify = (Request) template.clone();
        ((CallIdHeader) notify.getHeader(CallIdHeader.NAME)).setCallId("bare-" + client);
        ((ToHeader) notify.getHeader(ToHeader.NAME)).setTag("s" + client);
        ((CSeqHeader) notify.getHeader(CSeqHeader.NAME)).setSeqNumber(cseq);
        ((ViaHeader) notify.getHeader(ViaHeader.NAME)).setBranch("z9hG4bKbare" + cseq + "x" + client);
        provider.getNewClientTransaction(notify).sendRequest();
    }

    /** As Patchwave sets up its own stack, so that the difference is what it does with it. */
    private static Properties properties() {
        var properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", "bare");
        properties.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
        set(properties, "STACK_LOGGER", StackLog.class.getName());
        set(properties, "SERVER_LOGGER", MessageLog.class.getName());
        set(properties, "REENTRANT_LISTENER", true);
        set(properties, "THREAD_POOL_SIZE", Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8));
        set(properties, "RELEASE_REFERENCES_STRATEGY", "Aggressive");
        set(properties, "LINGER_TIMER", 0);
        set(properties, "RECEIVE_UDP_BUFFER_SIZE", UDP_BUFFER_BYTES);
        return properties;
    }

    private static void set(Properties properties, String name, Object value) {
        properties.setProperty("gov.nist.javax.sip." + name, value.toString());
    }

    @Override
    public void processResponse(ResponseEvent event) {
        if (event.getClientTransaction() != null && event.getResponse().getStatusCode() == 200) {
            answered.incrementAndGet();
            room.release();
        }
    }

    @Override
    public void processTimeout(TimeoutEvent event) {
        room.release();
    }

    @Override
    public void processRequest(RequestEvent event) {}

    @Override
    public void processIOException(IOExceptionEvent event) {}

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) {}

    @Override
    public void processDialogTerminated(DialogTerminatedEvent event) {}
}
