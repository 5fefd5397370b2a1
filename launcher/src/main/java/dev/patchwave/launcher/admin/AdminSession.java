package dev.patchwave.launcher.admin;

import dev.patchwave.config.SipTls;
import dev.patchwave.loop.SteadyClock;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.DigestCredentials;
import dev.patchwave.signal.sip.RetryPolicy;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipEndpointConfig;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.signal.sip.UserAgent;
import dev.patchwave.signal.sip.UserAgentConfig;
import dev.patchwave.signal.sip.UserAgentListener;
import dev.patchwave.signal.sip.UserAgentState;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An admin at the source for as long as one command takes: registered, so that reports find their way back. Calls block; one thread.
 */
final class AdminSession implements AutoCloseable {
    private static final int MAX_WAITING_REPORTS = 1_000;
    private static final Duration REGISTRATION_LIFE = Duration.ofHours(1);
    private static final RetryPolicy RETRIES = new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(8));
    private static final int ANY_PORT = 0;
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int MAX_WAITING_REGISTRATIONS = 16;
    private static final int NOT_UNDERSTOOD = 415;

    private final UserAgentConfig config;
    private final SipEndpointConfig place;
    private final boolean isBehindProxy;
    private final BlockingQueue<Signal.CampaignReport> reports = new LinkedBlockingQueue<>(MAX_WAITING_REPORTS);
    private Listener listener = new Listener();
    private UserAgent agent;

    /**
     * Registers in the background.
     *
     * @param trust PEM files of authorities, for a way by TLS; empty: those that Java trusts
     * @throws IOException when no port can be opened or the source's address is none
     */
    AdminSession(SourceAddress source, SubscriberId admin, String password, List<String> trust) throws IOException {
        String user = admin.uri().substring(admin.uri().indexOf(':') + 1);
        var direct = UserAgentConfig.of(
                        admin,
                        new InstanceId(UUID.randomUUID()),
                        new DigestCredentials(user, password),
                        "sip:" + user.substring(user.indexOf('@') + 1),
                        source.service())
                .withExpires(REGISTRATION_LIFE)
                .withRetries(RETRIES);
        this.config = source.isProxy() ? direct.withProxy(source.sip()) : direct.withRoute("<" + source.sip() + ";lr>");
        this.isBehindProxy = source.isProxy();
        this.place = SipEndpointConfig.of(localAddressTowards(source), ANY_PORT, "patchwave-admin")
                .withTls(new SipTls(ANY_PORT, null, null, trust, null, null));
        this.agent = start();
    }

    private UserAgent start() throws IOException {
        return UserAgent.start(config, SipEndpoint.of(place), Optional.empty(), listener, SteadyClock.start());
    }

    /**
     * Registers anew, from another port: a P-CSCF that takes us for somebody else may do so by what it keeps of the port, and then
     * another registration from there changes nothing.
     */
    private void move() throws IOException {
        agent.close();
        listener = new Listener();
        agent = start();
    }

    /**
     * Gives a command, once.
     *
     * @return what the source says of one that it took but does not carry out yet
     * @throws IOException in one line when the source refuses, or does not answer
     */
    Optional<String> order(Signal command, String service, Duration patience) throws IOException {
        var body = SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(command));
        if (isBehindProxy) {
            awaitRegistration(patience);
        }
        var response = answer(service, body, patience);
        if (isOfTheProxy(response)) {
            move();
            awaitRegistration(patience);
            response = answer(service, body, patience);
        }
        if (response.status() / 100 != 2) {
            throw new IOException("the source refused (" + response.status() + "): " + reason(response));
        }
        return response.warning();
    }

    /** Whether a P-CSCF does not know us (any more): the source says why it refuses. */
    private boolean isOfTheProxy(SipResponse response) {
        return isBehindProxy
                && response.status() == FORBIDDEN
                && response.warning().isEmpty();
    }

    private SipResponse answer(String service, SipBody body, Duration patience) throws IOException {
        try {
            return agent.sendMessage(service, body).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the source did not answer within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    "the source cannot be reached: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** A P-CSCF lets nobody through who is not registered. */
    private void awaitRegistration(Duration patience) throws IOException {
        try {
            var outcome = listener.registrations.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (outcome == null) {
                throw new IOException("the network did not register us within " + patience.toSeconds() + " s");
            }
            if (outcome.isPresent()) {
                throw new IOException("the network does not register us: " + outcome.get());
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted", e);
    }

    /** The next report about any campaign; empty when none comes in time. */
    Optional<Signal.CampaignReport> nextReport(Duration patience) throws IOException {
        try {
            return Optional.ofNullable(reports.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void close() {
        agent.close();
    }

    private static String reason(SipResponse response) {
        return switch (response.status()) {
            case 401, 407 -> "wrong user name or password";
            default -> response.warning().orElse(response.reason());
        };
    }

    /** The address of this host by which the source can reach us: the one that the route to it leaves from. */
    private static String localAddressTowards(SourceAddress source) throws IOException {
        InetSocketAddress remote = source.address();
        try (var probe = new DatagramSocket()) {
            probe.connect(remote);
            return probe.getLocalAddress().getHostAddress();
        } catch (java.io.UncheckedIOException e) {
            throw new IOException(
                    source.sip() + " cannot be reached: " + e.getCause().getMessage(), e);
        }
    }

    private final class Listener implements UserAgentListener {
        /** What became of each attempt: empty, or why not. */
        private final BlockingQueue<Optional<String>> registrations =
                new ArrayBlockingQueue<>(MAX_WAITING_REGISTRATIONS);

        @Override
        public void onNotify(SipRequest notify, boolean polled) {}

        @Override
        public int onMessage(SipRequest message) {
            try {
                if (SignalCodec.decode(message.body().bytes()) instanceof Signal.CampaignReport report) {
                    return reports.offer(report) ? OK : NOT_UNDERSTOOD;
                }
            } catch (SignalProblem e) {
                return NOT_UNDERSTOOD;
            }
            return NOT_UNDERSTOOD;
        }

        @Override
        public void onState(UserAgentState state) {
            if (state instanceof UserAgentState.Registered) {
                registrations.offer(Optional.empty());
            } else if (state instanceof UserAgentState.RegistrationFailed(int status, var reason, var retryAt)
                    && (status == 401 || status == 403)) {
                registrations.offer(Optional.of("wrong user name or password"));
            }
        }
    }
}
