package dev.patchwave.signal.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.ConnectionOrientedMessageChannel;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sip.RequestEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipProvider;
import javax.sip.TransactionAlreadyExistsException;
import javax.sip.TransactionUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of others: hands each to the handler once and carries its one answer back. Refuses what no handler of ours wants (INVITE)
 * and what exceeds the limit of unanswered requests. Any thread.
 */
final class Inbound {
    private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);
    /** After 64 T1 the other side has given up (RFC 3261 17.1.2.2), so what the handler never answered is forgotten. */
    private static final long FORGET_AFTER_NANOS = TimeUnit.SECONDS.toNanos(32);

    private final MessageCodec codec;
    private final SipRequestHandler handler;
    private final int limitRequests;
    private final ConcurrentHashMap<Answer, Long> open = new ConcurrentHashMap<>();

    Inbound(MessageCodec codec, SipRequestHandler handler, int limitRequests) {
        this.codec = codec;
        this.handler = handler;
        this.limitRequests = limitRequests;
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
            handle(sip, new Answer(transaction, sip));
        } catch (TransactionAlreadyExistsException retransmission) {
            LOG.trace("a retransmission, which the transaction answers");
        } catch (TransactionUnavailableException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("request dropped");
        }
    }

    private void handle(SIPRequest sip, Answer answer) {
        open.put(answer, System.nanoTime());
        if (open.size() > limitRequests && stillFull()) {
            answer.send(
                    SipResponse.of(503)); // Bare: Retry-After would stop all traffic of that proxy (RFC 7339 5.10.2).
            return;
        }
        if (sip.getApplicationData() instanceof Defect defect) {
            refuse(sip, defect, answer);
            return;
        }
        switch (sip.getMethod()) {
            case "INVITE" ->
                answer.send(SipResponse.of(405).with("Allow", "OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, MESSAGE"));
            case "CANCEL" -> answer.send(SipResponse.of(481));
            default -> pass(sip, answer);
        }
    }

    private static void refuse(SIPRequest sip, Defect defect, Answer answer) {
        LOG.atDebug().addKeyValue("reason", defect.why()).log("malformed request refused");
        answer.send(SipResponse.of(defect.status(), defect.why()));
        if (defect.endsConnection() && sip.getMessageChannel() instanceof ConnectionOrientedMessageChannel stream) {
            stream.close();
        }
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

    int unanswered() {
        return open.size();
    }

    private boolean stillFull() {
        long now = System.nanoTime();
        open.values().removeIf(since -> now - since > FORGET_AFTER_NANOS);
        return open.size() > limitRequests;
    }

    /** Carries the answer to one request. */
    private final class Answer implements SipAnswer {
        private final ServerTransaction transaction;
        private final SIPRequest request;
        private final AtomicBoolean sent = new AtomicBoolean();

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
                open.remove(this);
                carry(response);
            }
        }

        private void carry(SipResponse response) {
            try {
                transaction.sendResponse(encoded(response));
            } catch (javax.sip.SipException | javax.sip.InvalidArgumentException | RuntimeException e) {
                LOG.atDebug()
                        .addKeyValue("status", response.status())
                        .addKeyValue("reason", e.getClass().getSimpleName())
                        .log("response could not be sent");
            }
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
}
