package dev.patchwave.signal.sip;

import gov.nist.javax.sip.message.SIPResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.SipListener;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoint over JAIN-SIP RI, without its dialogs. One stack each, so that several live in one process. */
final class JainSipEndpoint implements SipEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(JainSipEndpoint.class);
    /** Timer F (RFC 3261 17.1.2.2): the stack gives up by itself then. */
    private static final Duration TIMEOUT_LIMIT = Duration.ofSeconds(32);

    /** What exists only while it runs. */
    private record Running(JainStack stack, Outbound outbound, Inbound inbound, SipRequestHandler handler) {}

    private enum Life {
        FRESH,
        STARTED,
        CLOSED
    }

    private final SipEndpointConfig config;
    private final AtomicReference<Life> life = new AtomicReference<>(Life.FRESH);
    private volatile Running running;

    JainSipEndpoint(SipEndpointConfig config) {
        this.config = config;
    }

    @Override
    public void start(SipRequestHandler handler) throws IOException {
        if (!life.compareAndSet(Life.FRESH, Life.STARTED)) {
            throw new IllegalStateException("an endpoint is started once");
        }
        MessageCodec codec = new MessageCodec(config.userAgent());
        JainStack stack = JainStack.start(config, new Listener(), this::connectionLost);
        String name = "sip-" + stack.port();
        Lanes lanes = new Lanes(name, config.pendingLimitRequests());
        Pending pending = new Pending(name, config.pendingLimitRequests());
        Outbound outbound = new Outbound(codec, config, stack, pending, lanes);
        Inbound inbound = new Inbound(codec, handler, config.unansweredLimitRequests(), stack.connections(), lanes);
        running = new Running(stack, outbound, inbound, handler);
        LOG.atDebug()
                .addKeyValue("host", config.host())
                .addKeyValue("port", stack.port())
                .log("SIP endpoint listens");
    }

    @Override
    public CompletableFuture<SipResponse> send(OutgoingRequest request, Duration timeout) {
        if (timeout.toMillis() < 1 || timeout.compareTo(TIMEOUT_LIMIT) > 0) {
            throw new IllegalArgumentException("timeout " + timeout + ": expected 1 ms to 32 s");
        }
        Running now = running;
        return now == null
                ? CompletableFuture.failedFuture(new SipUnreachable("the endpoint is not running"))
                : now.outbound.send(request, timeout);
    }

    @Override
    public String localUri(SipTransport transport) {
        Running now = running;
        if (now == null || !config.transports().contains(transport)) {
            throw new IllegalStateException("not listening on " + transport.token());
        }
        String host = config.host().indexOf(':') < 0 ? config.host() : "[" + config.host() + "]";
        String suffix = transport == SipTransport.UDP ? "" : ";transport=" + transport.token();
        return "sip:" + host + ":" + now.stack.port(transport) + suffix;
    }

    @Override
    public String localUri() {
        return localUri(config.transports().getFirst());
    }

    /** Requests of others that are unanswered, or whose answer may still be asked for again. For tests. */
    int openTransactions() {
        Running now = running;
        return now == null ? 0 : now.stack.openTransactions() + now.inbound.unanswered();
    }

    @Override
    public SipLoad load() {
        Running now = running;
        return now == null
                ? new SipLoad(0, config.unansweredLimitRequests(), Duration.ZERO, 0, Map.of(), 0, 0)
                : now.inbound.load(now.outbound.waiting());
    }

    @Override
    public void close() {
        Running now = running;
        if (life.getAndSet(Life.CLOSED) != Life.CLOSED && now != null) {
            running = null;
            now.outbound.close();
            now.stack.close();
        }
    }

    private void connectionLost(InetSocketAddress remote, SipTransport transport) {
        Running now = running;
        if (now == null) {
            return;
        }
        now.outbound.connectionLost(remote, transport);
        try {
            now.handler.connectionLost(remote, transport);
        } catch (RuntimeException fault) {
            LOG.atError().setCause(fault).log("handler failed on a lost connection");
        }
    }

    /** What the stack calls. Before the start is complete and after the end it is not heard. */
    private final class Listener implements SipListener {
        @Override
        public void processRequest(RequestEvent event) {
            Running now = running;
            if (now != null) {
                now.inbound.on(event);
            }
        }

        @Override
        public void processResponse(ResponseEvent event) {
            Running now = running;
            if (now != null && event.getResponse() instanceof SIPResponse response) {
                now.outbound.on(response);
            }
        }

        @Override
        public void processTimeout(TimeoutEvent event) {
            Running now = running;
            if (now != null && !event.isServerTransaction()) {
                now.outbound.onTimeout(event.getClientTransaction());
            }
        }

        @Override
        public void processIOException(IOExceptionEvent event) {
            Running now = running;
            if (now != null) {
                now.outbound.on(event);
            }
        }

        @Override
        public void processTransactionTerminated(TransactionTerminatedEvent event) {}

        @Override
        public void processDialogTerminated(DialogTerminatedEvent event) {}
    }
}
