package dev.patchwave.signal.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.ConnectionOrientedMessageChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sip.RequestEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipProvider;
import javax.sip.TransactionAlreadyExistsException;
import javax.sip.TransactionUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of others: hands each to the handler once and carries its one answer back. Refuses what no handler of ours wants (INVITE)
 * and what is too much (see {@link LoadShedder}). Any thread.
 */
final class Inbound {
    private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);
    private static final int LEAST_RETRY_AFTER_SECONDS = 5;
    private static final int MOST_RETRY_AFTER_SECONDS = 20;

    /** Answers that wait for one connection to take them; more are dropped, and asked for again or not. */
    private static final int SLOW_READER_LIMIT_ANSWERS = 2_000;

    private final MessageCodec codec;
    private final SipRequestHandler handler;
    private final int limitRequests;
    private final Connections connections;
    private final Lanes lanes;
    private final LoadShedder shedder;
    private final AtomicLong lastSequence = new AtomicLong();

    Inbound(MessageCodec codec, SipRequestHandler handler, int limitRequests, Connections connections, Lanes lanes) {
        this.codec = codec;
        this.handler = handler;
        this.limitRequests = limitRequests;
        this.shedder = new LoadShedder(limitRequests);
        this.connections = connections;
        this.lanes = lanes;
    }

    void on(RequestEvent event) {
        if (event.getRequest() instanceof SIPRequest sip && !sip.getMethod().equals("ACK")) {
            transaction(event, sip);
        }
    }

    private void transaction(RequestEvent event, SIPRequest sip) {
        try {
            ServerTransaction transaction = event.getServerTransaction() == null
                    ? ((SipProvider) event.getSource()).getNewServerTransaction(sip)
                    : event.getServerTransaction();
            Answer answer = new Answer(transaction, sip);
            handle(sip, answer);
            answer.deliverer = null; // From now on nobody's thread.
        } catch (TransactionAlreadyExistsException retransmission) {
            LOG.trace("a retransmission, which the transaction answers");
        } catch (TransactionUnavailableException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("request dropped");
        }
    }

    private void handle(SIPRequest sip, Answer answer) {
        if (sip.getApplicationData() instanceof Defect defect) {
            refuse(sip, defect, answer);
            return;
        }
        switch (sip.getMethod()) {
            case "INVITE" ->
                answer.send(SipResponse.of(405).with("Allow", "OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, MESSAGE"));
            case "CANCEL" -> answer.send(SipResponse.of(481));
            default -> admit(sip, answer);
        }
    }

    private void admit(SIPRequest sip, Answer answer) {
        OptionalLong arrival;
        synchronized (shedder) {
            arrival = shedder.admit(sip.getMethod(), sip.getToTag() != null, System.nanoTime());
        }
        if (arrival.isPresent()) {
            answer.arrival = arrival;
            pass(sip, answer);
        } else {
            answer.send(overloaded(sip));
        }
    }

    /**
     * To a neighbour a bare 503, which bids it go elsewhere; with a Retry-After it would send nothing at all (RFC 7339 5.10.2). To whom
     * is behind a proxy 500 and a time of their own, since the proxy would make a bare 500 of a 503 (RFC 3261 16.7).
     */
    private static SipResponse overloaded(SIPRequest sip) {
        if (sip.getViaHeaders().size() == 1) {
            return SipResponse.of(503);
        }
        return SipResponse.later(Duration.ofSeconds(
                ThreadLocalRandom.current().nextInt(LEAST_RETRY_AFTER_SECONDS, MOST_RETRY_AFTER_SECONDS + 1)));
    }

    private static void refuse(SIPRequest sip, Defect defect, Answer answer) {
        LOG.atDebug().addKeyValue("reason", defect.why()).log("malformed request refused");
        answer.afterwards =
                defect.endsConnection() && sip.getMessageChannel() instanceof ConnectionOrientedMessageChannel stream
                        ? stream::close
                        : answer.afterwards;
        answer.send(SipResponse.of(defect.status(), defect.why()));
    }

    private void pass(SIPRequest sip, Answer answer) {
        SipRequest request;
        try {
            request = codec.decode(sip);
        } catch (IllegalArgumentException malformed) {
            LOG.atDebug().addKeyValue("reason", malformed.getMessage()).log("malformed request refused");
            answer.send(SipResponse.of(400));
            return;
        }
        Optional<SipResponse> refusal = RequestScreening.refusal(request);
        if (refusal.isPresent()) {
            answer.send(refusal.get());
            return;
        }
        try {
            handler.handle(request, answer);
        } catch (RuntimeException fault) {
            LOG.atError()
                    .addKeyValue("method", request.method())
                    .setCause(fault)
                    .log("handler failed, answering 500");
            answer.send(SipResponse.of(500));
        }
    }

    private void tellOverload(SIPResponse sip) {
        OptionalInt lossPercent;
        synchronized (shedder) {
            lossPercent = shedder.lossPercent(System.nanoTime());
        }
        if (lossPercent.isPresent()) {
            long sequence = lastSequence.accumulateAndGet(System.currentTimeMillis(), Math::max);
            MessageCodec.tellOverload(sip, lossPercent.getAsInt(), sequence);
        }
    }

    int unanswered() {
        synchronized (shedder) {
            return shedder.unanswered(System.nanoTime());
        }
    }

    /** How busy it is; {@code waiting} is what the outbound side has to say. */
    SipLoad load(int waiting) {
        long now = System.nanoTime();
        synchronized (shedder) {
            return new SipLoad(
                    shedder.unanswered(now),
                    limitRequests,
                    shedder.delay(now),
                    shedder.pressurePercent(now),
                    shedder.shedByMethod(),
                    waiting,
                    connections.count());
        }
    }

    /** Carries the answer to one request. */
    private final class Answer implements SipAnswer {
        private final ServerTransaction transaction;
        private final SIPRequest request;
        private final AtomicBoolean sent = new AtomicBoolean();
        private volatile OptionalLong arrival = OptionalLong.empty();
        /** Whose thread may be held up by its own answer; only while it hands the request over. */
        private volatile Thread deliverer = Thread.currentThread();
        /** What follows once it is on its way. */
        private volatile Runnable afterwards = () -> {};

        private Answer(ServerTransaction transaction, SIPRequest request) {
            this.transaction = transaction;
            this.request = request;
        }

        @Override
        public void send(SipResponse response) {
            if (response.status() == 408) {
                throw new IllegalArgumentException("408 must not answer a non-INVITE (RFC 4320 4.2)");
            }
            if (sent.compareAndSet(false, true)) {
                answered();
                carry(response);
            }
        }

        private void answered() {
            if (arrival.isPresent()) {
                synchronized (shedder) {
                    shedder.answered(arrival.getAsLong(), System.nanoTime());
                }
            }
        }

        /**
         * By UDP at once, and on the thread that reads the connection, which nobody else waits for. The other side may be slow to read, which
         * must not hold up any other caller.
         */
        private void carry(SipResponse response) {
            SipTransport transport = MessageCodec.transport(request);
            if (transport == SipTransport.UDP || Thread.currentThread().equals(deliverer)) {
                give(response);
            } else {
                InetSocketAddress remote = MessageCodec.remote(request);
                Reply reply = new Reply(this, response, remote, transport);
                if (!lanes.add(Destination.of(remote, transport), SLOW_READER_LIMIT_ANSWERS, reply)) {
                    dropped("the other side reads too slowly");
                }
            }
        }

        private void give(SipResponse response) {
            try {
                SIPResponse sip = encoded(response);
                tellOverload(sip);
                transaction.sendResponse(sip);
            } catch (javax.sip.SipException | javax.sip.InvalidArgumentException | RuntimeException e) {
                dropped(e.getClass().getSimpleName());
            } finally {
                afterwards.run();
            }
        }

        private boolean isConnected(InetSocketAddress remote, SipTransport transport) {
            return connections.isOpen(remote, transport);
        }

        private void dropped(String reason) {
            LOG.atDebug().addKeyValue("reason", reason).log("response could not be sent");
        }

        private SIPResponse encoded(SipResponse response) {
            String tag = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
            try {
                return codec.encode(response, request, tag);
            } catch (IllegalArgumentException fault) {
                LOG.atError().addKeyValue("reason", fault.getMessage()).log("response is no SIP, answering 500");
                return codec.encode(SipResponse.of(500), request, tag);
            }
        }
    }

    /**
     * An answer to be carried by the connection that its request came by. When that is gone the answer is dropped: the other side has
     * seen its request fail with it (RFC 3261 17.1.4), and few of those who connect can be connected to.
     */
    private record Reply(Answer answer, SipResponse response, InetSocketAddress remote, SipTransport transport)
            implements Lanes.Errand {
        @Override
        public Exception run() {
            if (answer.isConnected(remote, transport)) {
                answer.give(response);
            } else {
                answer.dropped("connection lost");
            }
            return null;
        }

        @Override
        public void giveUp(Exception reason) {
            answer.dropped(reason.getClass().getSimpleName());
        }
    }
}
