package dev.patchwave.client.app;

import dev.patchwave.client.core.Receipt;
import dev.patchwave.client.core.UpgradeOrder;
import dev.patchwave.loop.SteadyClock;
import dev.patchwave.signal.ContentIndirection;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.FeatureTag;
import dev.patchwave.signal.sip.KeepAlive;
import dev.patchwave.signal.sip.RetryPolicy;
import dev.patchwave.signal.sip.ServiceIdentity;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipCredentials;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipEndpointConfig;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.signal.sip.SipTransport;
import dev.patchwave.signal.sip.SipUri;
import dev.patchwave.signal.sip.UserAgent;
import dev.patchwave.signal.sip.UserAgentConfig;
import dev.patchwave.signal.sip.UserAgentListener;
import dev.patchwave.signal.sip.UserAgentState;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's SIP: registered, subscribed to {@code ua-profile} with the version it runs, reachable by MESSAGE. Turns what the service
 * says into orders, and obeys nobody else: what counts as its word is decided by {@link ServiceIdentity}.
 */
final class SipSide implements Signalling, UserAgentListener {
    private static final Logger LOG = LoggerFactory.getLogger(SipSide.class);
    private static final String USER_AGENT = "patchwave-client";
    private static final Set<String> SIGNAL_TYPES = Set.of(SignalCodec.CONTENT_TYPE, "application/json");
    /** Answers that another attempt would not change. */
    private static final Set<Integer> POINTLESS_TO_REPEAT = Set.of(400, 413, 415);

    /** Final too, unless a network stands between: that says so as well to whom it has forgotten, until it knows us again. */
    private static final Set<Integer> POINTLESS_WITHOUT_PROXY = Set.of(404);

    /** Somebody else has registered our instance: after a change of the card, or until our own REGISTER has come, that passes. */
    private static final int OF_ANOTHER_SUBSCRIBER = 403;

    private static final int OVERLOADED = 503;
    private static final Duration USUAL_RETRY_AFTER = Duration.ofSeconds(5);

    private final ClientConfig.Sip config;
    private final SipCredentials credentials;
    private final String vendor;
    private final String product;
    private final InstanceId instance;
    private final ServiceIdentity service;
    private final Clock clock;
    private final AtomicBoolean wasRegistered = new AtomicBoolean();
    private volatile String version = "";
    private volatile Optional<Inbox> inbox = Optional.empty();
    private volatile Optional<UserAgent> agent = Optional.empty();

    private SipSide(
            ClientConfig config,
            SipCredentials credentials,
            InstanceId instance,
            ServiceIdentity service,
            Clock clock) {
        this.config = config.sip();
        this.credentials = credentials;
        this.vendor = config.vendor();
        this.product = config.product();
        this.instance = instance;
        this.service = service;
        this.clock = clock;
    }

    /** Opens no port yet. @throws IOException when credentials cannot be read or the host that we register with is not known */
    static SipSide of(ClientConfig config, InstanceId instance, Clock clock) throws IOException {
        var sip = config.sip();
        var service = sip.proxy() == null
                ? ServiceIdentity.at(sip.registrar(), sip.service())
                : ServiceIdentity.assertedBy(sip.proxy(), sip.service());
        return new SipSide(config, sip.credentials(config.dataPath()), instance, service, clock);
    }

    @Override
    public void start(String runs, Inbox newInbox) throws IOException {
        version = runs;
        inbox = Optional.of(newInbox);
        var endpoint = SipEndpoint.of(endpointConfig());
        agent = Optional.of(
                UserAgent.start(agentConfig(), endpoint, Optional.of(this::event), this, SteadyClock.start()));
    }

    private SipEndpointConfig endpointConfig() {
        var plain = SipEndpointConfig.of(
                        config.listen().address().getAddress().getHostAddress(),
                        config.listen().port(),
                        USER_AGENT)
                .withKeepAlive(KeepAlive.USUAL);
        return config.tls() == null ? plain : plain.withTls(config.tls());
    }

    private UserAgentConfig agentConfig() {
        var agentConfig = firstHop(UserAgentConfig.of(
                        new SubscriberId(config.identity()),
                        instance,
                        credentials,
                        config.proxy() == null
                                ? "sip:" + SipUri.parse(config.identity()).host()
                                : config.registrar(),
                        config.service()))
                .withExpires(config.expires().duration())
                .withRetries(new RetryPolicy(
                        config.retryBase().duration(), config.retryMax().duration()));
        return config.accessNetworkInfo() == null
                ? agentConfig
                : agentConfig.withAccessNetwork(config.accessNetworkInfo());
    }

    private UserAgentConfig firstHop(UserAgentConfig agentConfig) {
        if (config.proxy() != null) {
            return agentConfig.withProxy(config.proxy()).withContactParameters(List.of(FeatureTag.CLIENT));
        }
        return agentConfig
                .withRoute("<" + config.registrar() + ";lr>")
                .withTransport(SipUri.parse(config.registrar()).transport().orElse(SipTransport.UDP));
    }

    private String event() {
        String event = new UaProfile(UaProfile.Type.DEVICE, vendor, product, version).event();
        return config.maxNotifyRate() == null
                ? event
                : event + ";max-rate=" + config.maxNotifyRate().toPlainString();
    }

    @Override
    public void subscribeAs(String runs) {
        version = runs;
        agent.ifPresent(UserAgent::resubscribe);
    }

    @Override
    public void check() {
        agent.ifPresent(UserAgent::poll);
    }

    @Override
    public CompletableFuture<Receipt> report(Signal.UpgradeReport report) {
        var body = SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(report));
        return agent.map(one -> one.sendMessage(config.service(), body)
                        .handle((response, failure) -> failure == null ? receipt(response) : new Receipt.Lost()))
                .orElseGet(() -> CompletableFuture.completedFuture(new Receipt.Lost()));
    }

    @Override
    public CompletableFuture<Optional<String>> askToken(Signal.TokenAsk ask) {
        var body = SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(ask));
        return agent.map(one -> one.sendMessage(config.service(), body)
                        .thenApply(response -> response.headers().first(Signal.TokenAsk.TOKEN_HEADER)))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }

    private Receipt receipt(SipResponse response) {
        if (response.isSuccess()) {
            return new Receipt.Taken();
        }
        boolean pointless = POINTLESS_TO_REPEAT.contains(response.status())
                || (config.proxy() == null && POINTLESS_WITHOUT_PROXY.contains(response.status()));
        if (pointless || response.status() == OF_ANOTHER_SUBSCRIBER) {
            LOG.atWarn()
                    .addKeyValue("status", response.status())
                    .addKeyValue("reason", response.warning().orElse(response.reason()))
                    .addKeyValue("again", !pointless)
                    .log("the service does not take our report");
        }
        if (pointless) {
            return new Receipt.Taken();
        }
        return response.retryAfter()
                .or(() -> Optional.of(USUAL_RETRY_AFTER).filter(usual -> response.status() == OVERLOADED))
                .<Receipt>map(Receipt.Shed::new)
                .orElseGet(Receipt.Lost::new);
    }

    @Override
    public void onNotify(SipRequest notify, boolean polled) {
        if (!service.notified(notify)) {
            LOG.atWarn().addKeyValue("callId", notify.callId()).log("NOTIFY ignored: not from the service");
            return;
        }
        if (!notify.body().mediaType().equals(ContentIndirection.MEDIA_TYPE)) {
            LOG.atDebug().addKeyValue("callId", notify.callId()).log("nothing new for us");
            return;
        }
        try {
            var deadline = UaProfile.effectiveBy(notify.event().orElse(""));
            var available = ContentIndirection.parse(
                            notify.body().contentType(), notify.body().bytes())
                    .releaseAvailable(deadline.orElse(Duration.ZERO));
            told(polled ? Orders.requested(available) : Orders.of(available, deadline, clock.instant()));
        } catch (SignalProblem e) {
            LOG.atWarn()
                    .addKeyValue("callId", notify.callId())
                    .addKeyValue("reason", e.getMessage())
                    .log("NOTIFY ignored");
        }
    }

    @Override
    public int onMessage(SipRequest message) {
        if (!service.sent(message)) {
            LOG.atWarn().addKeyValue("callId", message.callId()).log("MESSAGE refused: not from the service");
            return 403;
        }
        if (!SIGNAL_TYPES.contains(message.body().mediaType())) {
            return 415;
        }
        try {
            return obey(SignalCodec.decode(message.body().bytes()));
        } catch (SignalProblem e) {
            LOG.atWarn()
                    .addKeyValue("callId", message.callId())
                    .addKeyValue("reason", e.getMessage())
                    .log("MESSAGE refused");
            return 400;
        }
    }

    /** A forced upgrade, or an offer to one that is registered but not subscribed. */
    private int obey(Signal signal) {
        if (signal instanceof Signal.ForceUpgrade force) {
            Orders.of(force, clock.instant()).ifPresent(this::told);
            return 200;
        }
        if (signal instanceof Signal.ReleaseAvailable available) {
            told(Orders.of(available, Optional.of(available.effectiveBy()), clock.instant()));
            return 200;
        }
        if (signal instanceof Signal.StopOrdered(var order)) {
            inbox.ifPresent(taker -> taker.stop(order));
            return 200;
        }
        return 403; // A signal, but none that is for clients.
    }

    private void told(UpgradeOrder order) {
        LOG.atInfo()
                .addKeyValue("release", order.release())
                .addKeyValue("manner", order.manner())
                .addKeyValue("campaign", order.campaign().map(Object::toString).orElse(""))
                .log("told of a release");
        inbox.ifPresent(taker -> taker.told(order));
    }

    @Override
    public void onState(UserAgentState state) {
        switch (state) {
            case UserAgentState.Registered registered -> {
                wasRegistered.set(true);
                LOG.atDebug().addKeyValue("until", registered.until()).log("registered");
            }
            case UserAgentState.RegistrationFailed(int status, var reason, var retryAt) -> {
                LOG.atWarn()
                        .addKeyValue("status", status)
                        .addKeyValue("reason", reason)
                        .addKeyValue("retryAt", retryAt)
                        .log("not registered");
                if ((status == 401 || status == 403) && !wasRegistered.get()) {
                    inbox.ifPresent(taker -> taker.refused("the registrar " + config.registrar()
                            + " refuses this identity and password (" + status + ")"));
                }
            }
            case UserAgentState.IdentityReplaced replaced ->
                LOG.atWarn().log("the network gives us another identity than the configured one");
            case UserAgentState.SubscriptionEnded(int status, var reason, boolean retry) ->
                LOG.atInfo()
                        .addKeyValue("status", status)
                        .addKeyValue("reason", reason)
                        .addKeyValue("retry", retry)
                        .log("not subscribed");
            case UserAgentState.Subscribed subscribed ->
                LOG.atDebug().addKeyValue("until", subscribed.until()).log("subscribed");
            case UserAgentState.PollEnded(boolean answered, var reason) ->
                LOG.atInfo()
                        .addKeyValue("answered", answered)
                        .addKeyValue("reason", reason)
                        .log("check ended");
            case UserAgentState.Closed() -> LOG.atDebug().log("signed off");
        }
    }

    @Override
    public void close() {
        agent.ifPresent(UserAgent::close);
    }
}
