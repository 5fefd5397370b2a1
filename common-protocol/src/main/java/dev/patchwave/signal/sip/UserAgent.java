package dev.patchwave.signal.sip;

import dev.patchwave.loop.CoreLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One identity that lives on an endpoint: registered, subscribed if it wants to be, reachable by MESSAGE. Any thread may call it, but
 * its listener must not call {@link #close}.
 */
public final class UserAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UserAgent.class);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(32);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(4);
    private static final Duration COME_BACK = Duration.ofSeconds(1);
    private static final int MAILBOX_LIMIT_EVENTS = 1_024;
    private static final String ALLOWED = "NOTIFY, MESSAGE, OPTIONS";

    private final Optional<Supplier<String>> event;
    private final UserAgentListener listener;
    private final SipEndpoint endpoint;
    private final SecureRandom random = new SecureRandom();
    private final RequestWriter writer;
    private final MessageSender messages;
    private final Optional<Flow> flow;
    private final CoreLoop<Agent.Event, Agent.Effect> loop;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Standing standing;

    /** Takes requests from the moment the ports are open, although the agent exists only when their number is known. */
    private static final class Reception implements SipRequestHandler {
        private volatile Optional<UserAgent> agent = Optional.empty();

        @Override
        public void handle(SipRequest request, SipAnswer answer) {
            agent.ifPresentOrElse(one -> one.handle(request, answer), () -> answer.send(SipResponse.of(480)));
        }

        @Override
        public void connectionLost(InetSocketAddress remote, SipTransport transport) {
            agent.ifPresent(one -> one.connectionLost(remote, transport));
        }
    }

    /**
     * Starts the endpoint, registers, and subscribes where there is an event.
     *
     * @param endpoint not started yet; belongs to the agent from now on, which closes it
     * @param event gives the value of Event for each SUBSCRIBE, on the agent's thread; empty for who only registers and sends
     *     messages
     * @throws IOException when a port cannot be opened; the message names host, port and transport
     */
    public static UserAgent start(
            UserAgentConfig config,
            SipEndpoint endpoint,
            Optional<Supplier<String>> event,
            UserAgentListener listener,
            Clock clock)
            throws IOException {
        Reception reception = new Reception();
        endpoint.start(reception);
        UserAgent agent = new UserAgent(config, endpoint, event, listener, clock);
        reception.agent = Optional.of(agent);
        agent.loop.start();
        agent.tell(new Agent.Event.Open());
        return agent;
    }

    private UserAgent(
            UserAgentConfig config,
            SipEndpoint endpoint,
            Optional<Supplier<String>> event,
            UserAgentListener listener,
            Clock clock) {
        this.endpoint = endpoint;
        this.event = event;
        this.listener = listener;
        String contactUri = RequestWriter.contactUri(config, endpoint.localUri(config.transport()));
        this.writer = new RequestWriter(config, contactUri, random);
        this.flow = config.proxy().map(Flow::to);
        this.standing = Standing.initial(config.identity().uri());
        this.messages = new MessageSender(endpoint, writer, random, REQUEST_TIMEOUT, () -> standing);
        var registrant = new Registrant(
                config.identity().uri(),
                contactUri,
                config.instance(),
                config.proxy().isPresent());
        Agent core = new Agent(
                new Registration(registrant, config.expires(), config.retries(), random),
                event.map(value -> Subscription.standing(config.expires(), config.retries(), random)),
                () -> Subscription.poll(config.retries(), random));
        this.loop = new CoreLoop<>(
                "user-agent", core, this::perform, clock, MAILBOX_LIMIT_EVENTS, fault -> closed.countDown());
    }

    /**
     * Sends a MESSAGE, after those that already go to the same URI, and answers challenges. Behind a proxy it is refused before we
     * are registered; what becomes of it there may show that the network has lost us, and then we register anew.
     *
     * @return the final response, also a refusal; exceptionally a {@link SipFailure}. Completed on the endpoint's threads
     */
    public CompletableFuture<SipResponse> sendMessage(String toUri, SipBody body) {
        return messages.send(toUri, body).whenComplete(this::learnFrom);
    }

    private void learnFrom(SipResponse response, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof SipTimeout || cause instanceof SipUnreachable) {
            tell(new Agent.Event.Doubt("MESSAGE: " + cause.getMessage()));
        } else if (response != null
                && response.retryAfter().isEmpty()
                && LostRegistration.isSuggestedBy(response.status())) {
            tell(new Agent.Event.Doubt("MESSAGE: " + response.status() + " " + response.reason()));
        }
    }

    private void connectionLost(InetSocketAddress remote, SipTransport transport) {
        if (flow.filter(ours -> ours.is(remote, transport)).isPresent()) {
            tell(new Agent.Event.Doubt("connection to the proxy lost"));
        }
    }

    /**
     * Asks once for what is new (RFC 6665 4.4.3), as soon as we are registered; a poll that runs already will do. Its notice comes by
     * {@link UserAgentListener#onNotify}, its end by {@link UserAgentState.PollEnded}.
     */
    public void poll() {
        if (event.isEmpty()) {
            throw new IllegalStateException("an agent without an event has nothing to poll");
        }
        tell(new Agent.Event.Poll());
    }

    /** Registers and subscribes anew at once: for a program that has other reasons to believe that the network lost us. */
    public void reconnect() {
        tell(new Agent.Event.Reconnect());
    }

    /** Tells the notifier that the value of Event is another now, such as after an upgrade; a notice follows. */
    public void resubscribe() {
        tell(new Agent.Event.Subscribing(false, new Subscription.Event.Changed()));
    }

    /** Unsubscribes and de-registers, waiting a few seconds at most, then closes the endpoint. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        try {
            if (tell(new Agent.Event.Close()) && !closed.await(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("closed without an answer to the de-registration");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            loop.close();
            endpoint.close();
        }
    }

    private boolean tell(Agent.Event one) {
        boolean taken = loop.offer(one);
        if (!taken && !closing.get()) {
            LOG.warn("user agent is overloaded, event dropped"); // A lost answer counts as none when its patience is
            // over.
        }
        return taken;
    }

    private void handle(SipRequest request, SipAnswer answer) {
        switch (request.method()) {
            case "NOTIFY" -> {
                if (!tell(new Agent.Event.Notified(request, answer))) {
                    answer.send(SipResponse.later(COME_BACK));
                }
            }
            case "MESSAGE" -> answer.send(answerTo(request));
            case "OPTIONS" -> answer.send(SipResponse.of(200).with("Allow", ALLOWED));
            default -> answer.send(SipResponse.of(405).with("Allow", ALLOWED));
        }
    }

    private SipResponse answerTo(SipRequest message) {
        SipResponse response = SipResponse.of(listener.onMessage(message));
        return response.status() == 415 ? response.with("Accept", "application/json") : response;
    }

    private void perform(Agent.Effect effect) {
        switch (effect) {
            case Agent.Effect.Register(var send) ->
                transmit(
                        writer.register(send),
                        send.challenge(),
                        response -> registering(new Registration.Event.Answered(send.exchange(), response)),
                        reason -> registering(new Registration.Event.Failed(send.exchange(), reason)));
            case Agent.Effect.Subscribe(var poll, var send) ->
                transmit(
                        writer.subscribe(send, event.orElseThrow().get(), standing),
                        send.challenge(),
                        response -> subscribing(poll, new Subscription.Event.Answered(send.exchange(), response)),
                        reason -> subscribing(poll, new Subscription.Event.Failed(send.exchange(), reason)));
            case Agent.Effect.Reply(var answer, var response) -> answer.send(response);
            case Agent.Effect.Deliver(var polled, var notice) -> listener.onNotify(notice, polled);
            case Agent.Effect.Adopt(var granted) -> standing = granted;
            case Agent.Effect.Report(var state) -> report(state);
        }
    }

    private static Agent.Event registering(Registration.Event one) {
        return new Agent.Event.Registering(one);
    }

    private static Agent.Event subscribing(boolean poll, Subscription.Event one) {
        return new Agent.Event.Subscribing(poll, one);
    }

    private void report(UserAgentState state) {
        listener.onState(state);
        if (state instanceof UserAgentState.Closed) {
            closed.countDown();
        }
    }

    private void transmit(
            OutgoingRequest request,
            Optional<Challenge> challenge,
            Function<SipResponse, Agent.Event> answered,
            Function<String, Agent.Event> failed) {
        Optional<OutgoingRequest> ready;
        try {
            ready = challenge.isEmpty() ? Optional.of(request) : writer.authorized(request, challenge.get(), random);
        } catch (IOException e) {
            tell(failed.apply("the card does not answer: " + e.getMessage()));
            return;
        }
        if (ready.isEmpty()) {
            tell(failed.apply("no challenge that we understand"));
            return;
        }
        var unused = endpoint.send(ready.get(), REQUEST_TIMEOUT)
                .whenComplete((response, failure) ->
                        tell(failure == null ? answered.apply(response) : failed.apply(failure.getMessage())));
    }
}
