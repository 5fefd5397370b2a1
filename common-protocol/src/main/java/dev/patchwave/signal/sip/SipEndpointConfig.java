package dev.patchwave.signal.sip;

import dev.patchwave.config.SipDoor;
import dev.patchwave.config.SipTls;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where an endpoint lives and how much it takes on.
 *
 * @param host the IP address to listen on, which is also the one that Via and our URIs carry; not a wildcard
 * @param port 0 to 65535, the same for UDP and TCP; 0 takes a free one
 * @param transports at least one, the preferred first; TLS among them if and only if {@code tls} is there
 * @param userAgent what User-Agent and Server say
 * @param messageLimitBytes larger messages are refused, 4 096 to 65 535; half of it may be headers
 * @param pendingLimitRequests requests of ours that may wait for an answer at once; beyond it {@link SipBacklogFull}
 * @param unansweredLimitRequests requests of others that we may owe an answer at once; beyond it 503
 * @param keepAlive how connections that we open are kept alive; empty for a server, which only answers the pings of others
 * @param tls its own port, keys and authorities; empty where TLS is not spoken
 * @param door how much one address may ask
 * @param trusted addresses that may ask without limit
 */
public record SipEndpointConfig(
        String host,
        int port,
        List<SipTransport> transports,
        String userAgent,
        int messageLimitBytes,
        int pendingLimitRequests,
        int unansweredLimitRequests,
        Optional<KeepAlive> keepAlive,
        Optional<SipTls> tls,
        SipDoor door,
        Predicate<InetAddress> trusted) {
    private static final int DEFAULT_MESSAGE_LIMIT_BYTES = 16 * 1024;
    private static final int DEFAULT_PENDING_LIMIT_REQUESTS = 20_000;
    private static final int DEFAULT_UNANSWERED_LIMIT_REQUESTS = 10_000;

    public SipEndpointConfig {
        within("port", port, 0, 65_535);
        within("messageLimitBytes", messageLimitBytes, 4_096, 65_535);
        within("pendingLimitRequests", pendingLimitRequests, 1, 1_000_000);
        within("unansweredLimitRequests", unansweredLimitRequests, 1, 1_000_000);
        if (transports.isEmpty()) {
            throw new IllegalArgumentException("transports: at least one of udp, tcp, tls");
        }
        if (transports.contains(SipTransport.TLS) != tls.isPresent()) {
            throw new IllegalArgumentException("transports: tls needs keys, and keys need tls");
        }
        transports = List.copyOf(transports);
    }

    /** Without keep-alive and TLS, and without limits for each address. */
    public SipEndpointConfig(
            String host,
            int port,
            List<SipTransport> transports,
            String userAgent,
            int messageLimitBytes,
            int pendingLimitRequests,
            int unansweredLimitRequests) {
        this(
                host,
                port,
                transports,
                userAgent,
                messageLimitBytes,
                pendingLimitRequests,
                unansweredLimitRequests,
                Optional.empty(),
                Optional.empty(),
                SipDoor.OPEN,
                address -> false);
    }

    /** UDP and TCP on one port, with the usual limits, without keep-alive and TLS. */
    public static SipEndpointConfig of(String host, int port, String userAgent) {
        return new SipEndpointConfig(
                host,
                port,
                List.of(SipTransport.UDP, SipTransport.TCP),
                userAgent,
                DEFAULT_MESSAGE_LIMIT_BYTES,
                DEFAULT_PENDING_LIMIT_REQUESTS,
                DEFAULT_UNANSWERED_LIMIT_REQUESTS);
    }

    /** This one, keeping the connections that it opens alive, as a user agent should. */
    public SipEndpointConfig withKeepAlive(KeepAlive policy) {
        return with(transports, Optional.of(policy), tls, door, trusted);
    }

    /** This one, with a limit for each address but those. */
    public SipEndpointConfig withDoor(SipDoor each, Predicate<InetAddress> unlimited) {
        return with(transports, keepAlive, tls, each, unlimited);
    }

    /** This one, speaking TLS beside what it speaks already. */
    public SipEndpointConfig withTls(SipTls keys) {
        List<SipTransport> all = new ArrayList<>(transports);
        if (!all.contains(SipTransport.TLS)) {
            all.add(SipTransport.TLS);
        }
        return with(all, keepAlive, Optional.of(keys), door, trusted);
    }

    private SipEndpointConfig with(
            List<SipTransport> spoken,
            Optional<KeepAlive> policy,
            Optional<SipTls> keys,
            SipDoor each,
            Predicate<InetAddress> unlimited) {
        return new SipEndpointConfig(
                host,
                port,
                spoken,
                userAgent,
                messageLimitBytes,
                pendingLimitRequests,
                unansweredLimitRequests,
                policy,
                keys,
                each,
                unlimited);
    }

    private static void within(String name, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(name + " " + value + ": expected " + lowest + " to " + highest);
        }
    }
}
