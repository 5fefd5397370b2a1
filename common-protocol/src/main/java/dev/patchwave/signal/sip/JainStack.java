package dev.patchwave.signal.sip;

import dev.patchwave.config.ConfigProblem;
import gov.nist.javax.sip.SipStackImpl;
import java.io.IOException;
import java.util.Optional;
import java.util.Properties;
import java.util.TooManyListenersException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sip.SipException;
import javax.sip.SipFactory;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running JAIN-SIP stack: how it is set up, and how it is stopped. Owns the ports from the moment it is started. */
final class JainStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JainStack.class);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int SERVER_TRANSACTIONS_LIMIT_COUNT = 200_000;
    /** Takes a burst of several hundred requests; the kernel may give less. */
    private static final int UDP_BUFFER_BYTES = 1024 * 1024;

    private static final int READ_PATIENCE_MILLIS = 10_000;
    private static final int STOP_PATIENCE_MILLIS = 3_000;
    private static final int STALE_DATAGRAM_MILLIS = 2_000;

    private final BoundPorts ports;
    private final Connections connections;
    private final SipStackImpl stack;
    private final SipProvider provider;

    private JainStack(BoundPorts ports, Connections connections, SipStackImpl stack, SipProvider provider) {
        this.ports = ports;
        this.connections = connections;
        this.stack = stack;
        this.provider = provider;
    }

    /**
     * Opens the ports and starts a stack on them.
     *
     * @param onLost told of each connection that ended
     * @throws ConfigProblem when a file of TLS is not what it should be
     * @throws IOException when a port cannot be opened; the message names host, port and transport
     */
    static JainStack start(SipEndpointConfig config, SipListener listener, Connections.Listener onLost)
            throws IOException {
        Optional<Tls> tls =
                config.tls().isPresent() ? Optional.of(Tls.of(config.tls().get())) : Optional.empty();
        BoundPorts ports = BoundPorts.open(config);
        Connections connections = new Connections(
                "sip-" + ports.port(), config.keepAlive(), new CallerScreen(config.door(), config.trusted()), onLost);
        try {
            SipStackImpl stack = (SipStackImpl) SipFactory.getInstance().createSipStack(properties(config));
            ((Sockets) stack.getNetworkLayer()).use(ports, connections, tls);
            return new JainStack(ports, connections, stack, provider(config, ports, stack, listener));
        } catch (SipException | javax.sip.InvalidArgumentException | TooManyListenersException e) {
            connections.close();
            ports.close();
            throw new IOException(
                    "cannot start SIP on " + config.host() + ":" + ports.port() + ": " + e.getMessage(), e);
        }
    }

    private static SipProvider provider(
            SipEndpointConfig config, BoundPorts ports, SipStackImpl stack, SipListener listener)
            throws SipException, javax.sip.InvalidArgumentException, TooManyListenersException {
        SipProvider provider = null;
        for (SipTransport transport : config.transports()) {
            var point = stack.createListeningPoint(config.host(), ports.port(transport), transport.token());
            if (provider == null) {
                provider = stack.createSipProvider(point);
            } else {
                provider.addListeningPoint(point);
            }
        }
        provider.addSipListener(listener);
        return provider;
    }

    private static Properties properties(SipEndpointConfig config) {
        Properties properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", "patchwave-" + COUNT.incrementAndGet());
        properties.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
        properties.setProperty("javax.sip.ROUTER_PATH", ViaRouter.class.getName());
        set(properties, "NETWORK_LAYER", Sockets.class.getName());
        set(properties, "STACK_LOGGER", StackLog.class.getName());
        set(properties, "SERVER_LOGGER", MessageLog.class.getName());
        set(properties, "MESSAGE_PARSER_FACTORY", Parsers.class.getName());
        set(properties, "DELIVER_UNSOLICITED_NOTIFY", "true");
        // A reentrant listener spares the stack's single event thread; without it stateful servers keep gigabytes
        // alive.
        set(properties, "REENTRANT_LISTENER", "true");
        set(properties, "THREAD_POOL_SIZE", threads());
        set(properties, "RELEASE_REFERENCES_STRATEGY", "Aggressive");
        set(properties, "LINGER_TIMER", 0);
        set(properties, "MAX_MESSAGE_SIZE", config.messageLimitBytes());
        set(properties, "RECEIVE_UDP_BUFFER_SIZE", UDP_BUFFER_BYTES);
        set(properties, "MAX_SERVER_TRANSACTIONS", SERVER_TRANSACTIONS_LIMIT_COUNT);
        // Of connections the stack counts each end that failed as one that goes on; Connections keeps the limit
        // instead.
        set(properties, "READ_TIMEOUT", READ_PATIENCE_MILLIS);
        set(properties, "CONGESTION_CONTROL_TIMEOUT", STALE_DATAGRAM_MILLIS);
        return properties;
    }

    private static void set(Properties properties, String name, Object value) {
        properties.setProperty("gov.nist.javax.sip." + name, value.toString());
    }

    private static int threads() {
        return Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
    }

    int port() {
        return ports.port();
    }

    int port(SipTransport transport) {
        return ports.port(transport);
    }

    /** By which name a place is meant that is connected to by TLS. */
    NextHopNames names() {
        return ((Sockets) stack.getNetworkLayer()).names();
    }

    Connections connections() {
        return connections;
    }

    /** Of both kinds, with those that linger. */
    int openTransactions() {
        return stack.getServerTransactionTableSize() + stack.getClientTransactionTableSize();
    }

    SipProvider provider() {
        return provider;
    }

    /** Frees the ports and ends the stack's threads. */
    @Override
    public void close() {
        Thread stopper = Thread.ofPlatform().daemon().name("sip-stop-" + port()).start(this::stop);
        try {
            stopper.join(STOP_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.close();
        try {
            ports.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("ports closed untidily");
        }
    }

    private void stop() {
        try {
            Thread.currentThread().interrupt(); // The stack sleeps a second in the middle of stopping, for nothing.
            stack.stop();
        } catch (RuntimeException e) {
            // The stack may trip over threads that have not begun yet (NullPointerException right after a start).
            LOG.atDebug().addKeyValue("reason", e.toString()).log("SIP stack stopped untidily");
        }
    }
}
