package dev.patchwave.signal.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;
import javax.sip.ClientTransaction;
import javax.sip.IOExceptionEvent;
import javax.sip.SipException;

/**
 * Our own requests: chooses the transport, gives each to the stack, and completes it when its answer comes or cannot come. Datagrams to
 * numeric addresses leave on the caller's thread; what may block (name servers, connecting) goes by {@link Lanes}. Any thread.
 */
final class Outbound implements AutoCloseable {
    /** From here on a request must be congestion controlled (RFC 3261 18.1.1). */
    private static final int DATAGRAM_LIMIT_BYTES = 1_300;
    /** Below this estimate a request surely fits, and need not be written twice to be measured. */
    private static final int SURELY_SMALL_BYTES = 900;
    /** What Via, CSeq, Max-Forwards, User-Agent, and the names of headers take beside their values, generously. */
    private static final int FRAME_BYTES = 400;

    private static final int UNREACHABLE_PORT = 0;

    private final MessageCodec codec;
    private final SipEndpointConfig config;
    private final JainStack stack;
    private final Pending pending;
    private final Lanes lanes;
    private final NextHops nextHops = new NextHops();

    Outbound(MessageCodec codec, SipEndpointConfig config, JainStack stack, Pending pending, Lanes lanes) {
        this.codec = codec;
        this.config = config;
        this.stack = stack;
        this.pending = pending;
        this.lanes = lanes;
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
            lanes.add(destination, config.pendingLimitRequests(), new Errand(request, wanted, sip, waiting));
        }
        return waiting.answer();
    }

    /** A request whose way to its destination may block. */
    private final class Errand implements Lanes.Errand {
        private final OutgoingRequest request;
        private final Destination wanted;
        private final SIPRequest sip;
        private final Pending.Waiting waiting;

        /** @param wanted where the request would go if it were small */
        private Errand(OutgoingRequest request, Destination wanted, SIPRequest sip, Pending.Waiting waiting) {
            this.request = request;
            this.wanted = wanted;
            this.sip = sip;
            this.waiting = waiting;
        }

        @Override
        public Exception run() {
            Destination destination = waiting.destination();
            try {
                // Resolved here, since the stack asks the name server with a lock that all need.
                InetAddress address = InetAddress.getByName(destination.bare());
                SIPRequest due =
                        isUpgraded() ? codec.encode(request, via(destination.transport(), waiting.branch())) : sip;
                giveTo(new InetSocketAddress(address, destination.port()), due);
                return null;
            } catch (IOException | SipException | RuntimeException e) {
                giveUp(e);
                return isHopeless(destination, e) ? e : null;
            }
        }

        private void giveTo(InetSocketAddress place, SIPRequest due) throws IOException, SipException {
            Destination destination = waiting.destination();
            if (destination.transport() != SipTransport.TLS) {
                give(due, waiting);
                return;
            }
            if (stack.connections()
                    .overTls(place)
                    .filter(open -> !open.isFor(destination.bare()))
                    .isPresent()) {
                throw new SipUnreachable("the certificate shown by " + place + " is not for " + destination.bare());
            }
            stack.names().claim(place, destination.bare());
            try {
                give(due, waiting);
            } finally {
                stack.names().release(place, destination.bare());
            }
        }

        /** By UDP all the same when nobody listens there on TCP, which only its size asked for (RFC 3261 18.1.1). */
        @Override
        public void giveUp(Exception reason) {
            if (isUpgraded()) {
                String second = branch(); // The stack still holds the first.
                pending.redirect(waiting, second, wanted);
                carry(codec.encode(request, via(wanted.transport(), second)), waiting);
            } else {
                waiting.fail(unreachable(waiting, reason));
            }
        }

        private boolean isUpgraded() {
            return !wanted.equals(waiting.destination());
        }
    }

    /** Whether the next one would not get there either: nothing could be connected, or nobody knows the name. */
    private boolean isHopeless(Destination destination, Exception reason) {
        boolean carrying = reason instanceof IOException || reason.getCause() instanceof IOException;
        return carrying && !stack.connections().isOpen(destination.resolved(), destination.transport());
    }

    private void carry(SIPRequest sip, Pending.Waiting waiting) {
        try {
            give(sip, waiting);
        } catch (SipException | RuntimeException e) {
            waiting.fail(unreachable(waiting, e));
        }
    }

    private static SipUnreachable unreachable(Pending.Waiting waiting, Exception reason) {
        boolean tells = reason instanceof SipUnreachable || reason.getCause() instanceof SSLException;
        return new SipUnreachable(
                "cannot reach " + waiting.destination() + (tells ? ": " + reason.getMessage() : ""), reason);
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
        if (waiting.destination().transport() != SipTransport.UDP) {
            failIfGone(waiting);
        }
    }

    /** The end of a connection that came before the transaction was known here has failed nothing. */
    private void failIfGone(Pending.Waiting waiting) {
        SipTransport transport = waiting.destination().transport();
        waiting.peer()
                .filter(peer -> !stack.connections().isOpen(peer, transport))
                .ifPresent(peer -> waiting.fail(new SipUnreachable("connection lost to " + waiting.destination())));
    }

    /** A transport that is not configured here gives way to the one that is, but TLS to nothing less. */
    private Destination spoken(Destination destination) {
        if (config.transports().contains(destination.transport())) {
            return destination;
        }
        if (destination.transport() == SipTransport.TLS) {
            throw new IllegalArgumentException("TLS is not configured here, which " + destination + " needs");
        }
        return destination.by(config.transports().getFirst());
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
        return new MessageCodec.Via(config.host(), stack.port(transport), transport, branch);
    }

    private static String branch() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "z9hG4bK" + Long.toString(random.nextLong(Long.MAX_VALUE), 36)
                + Long.toString(random.nextLong(Long.MAX_VALUE), 36);
    }

    void on(SIPResponse sip) {
        pending.find(sip.getTopmostVia().getBranch()).ifPresent(waiting -> {
            var overload = nextHops.heard(waiting.destination(), sip.getTopmostVia(), System.nanoTime());
            if (sip.getStatusCode() >= 200 && sip.getStatusCode() <= 699) {
                answer(waiting, MessageCodec.remote(sip), codec.decode(sip).withOverload(overload));
            }
        });
    }

    /** @param from where the answer came from: it may be here before we noted which connection the request went by */
    private void answer(Pending.Waiting waiting, InetSocketAddress from, SipResponse response) {
        if (config.keepAlive().isPresent()) {
            OptionalLong timer = response.headers().number("Flow-Timer");
            SipTransport transport = waiting.destination().transport();
            if (timer.isPresent()) {
                stack.connections().flowTimer(from, transport, Duration.ofSeconds(timer.getAsLong()));
            }
        }
        waiting.answer().complete(response);
    }

    /** How many wait for an answer. */
    int waiting() {
        return pending.size();
    }

    void onTimeout(ClientTransaction transaction) {
        pending.find(transaction.getBranchId())
                .ifPresent(waiting -> waiting.fail(new SipTimeout("no answer from " + waiting.destination())));
    }

    void on(IOExceptionEvent event) {
        if (event.getHost() != null && event.getPort() > UNREACHABLE_PORT && event.getTransport() != null) {
            SipTransport transport = SipTransport.parse(event.getTransport());
            pending.lost(new InetSocketAddress(event.getHost(), event.getPort()), transport, "cannot reach");
        }
    }

    void connectionLost(InetSocketAddress remote, SipTransport transport) {
        pending.lost(remote, transport, "connection lost to");
    }

    @Override
    public void close() {
        lanes.close();
        pending.close();
    }
}
