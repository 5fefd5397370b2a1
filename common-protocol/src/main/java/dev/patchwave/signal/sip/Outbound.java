package dev.patchwave.signal.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sip.ClientTransaction;
import javax.sip.IOExceptionEvent;
import javax.sip.SipException;

/**
 * Our own requests: chooses the transport, gives each to the stack, and completes it when its answer comes or cannot come. Datagrams to
 * numeric addresses leave on the caller's thread; what may block (name servers, connecting) goes through a few threads. Any thread.
 */
final class Outbound implements AutoCloseable {
    /** From here on a request must be congestion controlled (RFC 3261 18.1.1). */
    private static final int DATAGRAM_LIMIT_BYTES = 1_300;
    /** Below this estimate a request surely fits, and need not be written twice to be measured. */
    private static final int SURELY_SMALL_BYTES = 900;
    /** What Via, CSeq, Max-Forwards, User-Agent, and the names of headers take beside their values, generously. */
    private static final int FRAME_BYTES = 400;

    private static final int BLOCKING_THREADS_LIMIT = 32;
    private static final int IDLE_THREAD_SECONDS = 20;
    private static final int UNREACHABLE_PORT = 0;

    private final MessageCodec codec;
    private final SipEndpointConfig config;
    private final JainStack stack;
    private final Pending pending;
    private final ThreadPoolExecutor blocking;

    Outbound(String name, MessageCodec codec, SipEndpointConfig config, JainStack stack, Pending pending) {
        this.codec = codec;
        this.config = config;
        this.stack = stack;
        this.pending = pending;
        this.blocking = new ThreadPoolExecutor(
                BLOCKING_THREADS_LIMIT,
                BLOCKING_THREADS_LIMIT,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(config.pendingLimitRequests()),
                Thread.ofPlatform().daemon().name(name + "-send-", 0).factory());
        this.blocking.allowCoreThreadTimeOut(true);
    }

    CompletableFuture<SipResponse> send(OutgoingRequest request, Duration timeout) {
        Destination wanted;
        SIPRequest sip;
        String branch = branch();
        try {
            wanted = spoken(Destination.of(request));
            sip = codec.encode(request, via(wanted.transport(), branch));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new SipUnreachable(e.getMessage(), e));
        }
        Destination destination = mustBeTcp(request, sip, wanted) ? wanted.by(SipTransport.TCP) : wanted;
        var admitted = pending.admit(branch, destination, timeout);
        if (admitted.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new SipBacklogFull(config.pendingLimitRequests() + " requests wait for an answer already"));
        }
        Pending.Waiting waiting = admitted.get();
        if (destination.transport() == SipTransport.UDP && destination.isNumeric()) {
            carry(sip, waiting);
        } else {
            carryLater(request, wanted, sip, waiting);
        }
        return waiting.answer();
    }

    private void carryLater(OutgoingRequest request, Destination wanted, SIPRequest sip, Pending.Waiting waiting) {
        Runnable task = wanted.equals(waiting.destination())
                ? () -> carry(sip, waiting)
                : () -> carryUpgraded(request, wanted, waiting);
        try {
            blocking.execute(task);
        } catch (RejectedExecutionException e) {
            waiting.fail(new SipUnreachable("the endpoint is closed", e));
        }
    }

    /** By TCP because of its size, or by UDP all the same when nobody listens there on TCP (RFC 3261 18.1.1). */
    private void carryUpgraded(OutgoingRequest request, Destination wanted, Pending.Waiting waiting) {
        SIPRequest upgraded = codec.encode(request, via(SipTransport.TCP, waiting.branch()));
        try {
            give(upgraded, waiting);
        } catch (SipException | RuntimeException e) {
            String second = branch(); // The stack still holds the first.
            pending.redirect(waiting, second, wanted);
            carry(codec.encode(request, via(wanted.transport(), second)), waiting);
        }
    }

    private void carry(SIPRequest sip, Pending.Waiting waiting) {
        try {
            give(sip, waiting);
        } catch (SipException | RuntimeException e) {
            waiting.fail(new SipUnreachable("cannot reach " + waiting.destination(), e));
        }
    }

    private void give(SIPRequest sip, Pending.Waiting waiting) throws SipException {
        if (waiting.answer().isDone()) {
            return; // It waited here for longer than its timeout.
        }
        ClientTransaction transaction = stack.provider().getNewClientTransaction(sip);
        try {
            transaction.sendRequest();
        } catch (SipException e) {
            Pending.terminate(transaction);
            throw e;
        }
        waiting.carriedBy(transaction);
    }

    /** A transport that is not configured here gives way to the one that is. */
    private Destination spoken(Destination destination) {
        return config.transports().contains(destination.transport())
                ? destination
                : destination.by(config.transports().getFirst());
    }

    private boolean mustBeTcp(OutgoingRequest request, SIPRequest sip, Destination wanted) {
        return wanted.transport() == SipTransport.UDP
                && config.transports().contains(SipTransport.TCP)
                && estimatedBytes(request) > SURELY_SMALL_BYTES
                && sip.encodeAsBytes(SipTransport.UDP.token()).length > DATAGRAM_LIMIT_BYTES;
    }

    private static int estimatedBytes(OutgoingRequest request) {
        int bytes = FRAME_BYTES + request.body().sizeBytes() + request.callId().length();
        bytes += request.requestUri().length()
                + request.fromUri().length()
                + request.toUri().length();
        bytes += request.contact().map(String::length).orElse(0);
        for (String route : request.routes()) {
            bytes += route.length();
        }
        for (SipHeaders.Entry entry : request.headers().entries()) {
            bytes += entry.name().length() + entry.value().length();
        }
        return bytes;
    }

    private MessageCodec.Via via(SipTransport transport, String branch) {
        return new MessageCodec.Via(config.host(), stack.port(), transport, branch);
    }

    private static String branch() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "z9hG4bK" + Long.toString(random.nextLong(Long.MAX_VALUE), 36)
                + Long.toString(random.nextLong(Long.MAX_VALUE), 36);
    }

    void on(SIPResponse sip) {
        if (sip.getStatusCode() >= 200 && sip.getStatusCode() <= 699) {
            pending.find(sip.getTopmostVia().getBranch())
                    .ifPresent(waiting -> waiting.answer().complete(codec.decode(sip)));
        }
    }

    void onTimeout(ClientTransaction transaction) {
        pending.find(transaction.getBranchId())
                .ifPresent(waiting -> waiting.fail(new SipTimeout("no answer from " + waiting.destination())));
    }

    void on(IOExceptionEvent event) {
        if (event.getHost() != null && event.getPort() > UNREACHABLE_PORT && event.getTransport() != null) {
            SipTransport transport = event.getTransport().equalsIgnoreCase("tcp") ? SipTransport.TCP : SipTransport.UDP;
            pending.lost(new InetSocketAddress(event.getHost(), event.getPort()), transport, "cannot reach");
        }
    }

    void connectionLost(InetSocketAddress remote) {
        pending.lost(remote, SipTransport.TCP, "connection lost to");
    }

    @Override
    public void close() {
        pending.close();
        blocking.shutdownNow();
    }
}
