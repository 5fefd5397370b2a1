package dev.patchwave.source.sip;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.ExpiryPolicy;
import dev.patchwave.signal.sip.MemorySubscriptionStore;
import dev.patchwave.signal.sip.Notifier;
import dev.patchwave.signal.sip.NotifierLimits;
import dev.patchwave.signal.sip.SipAnswer;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipLoad;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.signal.sip.SipUri;
import dev.patchwave.source.audit.AuditLog;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.CampaignEffect;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.core.Charging;
import dev.patchwave.source.core.PaceLimits;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.status.SubscriptionStatus;
import dev.patchwave.stop.StopBook;
import dev.patchwave.trust.SignedStop;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that the source says and hears by SIP: registrations, notifier and message service on one endpoint. Any thread. Takes the endpoint over and closes it.
 */
public final class SourceSip implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSip.class);
    private static final int EXPIRE_EVERY_SECONDS = 1;
    /** Ten thousand rows at a time, so ten million rows are looked through in a day. */
    private static final int SWEEP_EVERY_SECONDS = 80;

    private final SipEndpoint endpoint;
    private final StateKeeper keeper;
    private final Registrations registrations;
    private final SubscriptionDesk subscriptions;
    private final SubscriptionMover mover;
    private final MessageDesk messages;
    private final AdminDesk admins;
    private final MessageSender sender;
    private final CacheSites caches;
    private final CampaignInbox campaigns;
    private final SignalLanes lanes = new SignalLanes();
    private Future<?> expiring = CompletableFuture.completedFuture(null);
    private long shedBefore; // Of the timer's thread.
    private Future<?> sweeping = CompletableFuture.completedFuture(null);
    private volatile Future<?> moving = CompletableFuture.completedFuture(null);
    private final ScheduledExecutorService afterwards = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("source-sip").unstarted(task));

    /**
     * Opens nothing before {@link #start}.
     *
     * @param network the source's own, or that of an IMS core
     * @param kept the subscriptions of the last run; taken over
     * @param stops orders to stop, which caches and clients are told of
     * @param audit has every command of an admin
     * @param reports hears of each upgrade report
     * @param tokens gives fetch tokens to who asks
     * @param pace at which subscribers are sent elsewhere
     * @param random makes tags and Call-IDs: not to be guessable
     */
    public SourceSip(
            SipEndpoint endpoint,
            Identities identities,
            SipNetwork network,
            CacheSites caches,
            ReleaseLinks links,
            StateKeeper keeper,
            AuditLog audit,
            StopBook stops,
            MemorySubscriptionStore kept,
            CampaignInbox campaigns,
            UpgradeReports reports,
            TokenDesk tokens,
            PaceLimits pace,
            RandomGenerator random,
            Clock clock) {
        this.endpoint = endpoint;
        this.keeper = keeper;
        this.caches = caches;
        this.campaigns = campaigns;
        var requests = new RequestSender(endpoint, campaigns);
        this.registrations = network.registrations(afterwards);
        var notifier = new Notifier(
                new DurableSubscriptions(keeper, kept),
                ExpiryPolicy.USUAL,
                NotifierLimits.USUAL,
                transport -> serviceContact(endpoint.localUri(transport), identities.service()),
                random);
        var admission = network.admission(notifier::subscriberOf);
        this.subscriptions = new SubscriptionDesk(
                admission, notifier, requests, links, registrations, caches, keeper, campaigns, clock, afterwards);
        this.mover = new SubscriptionMover(notifier, subscriptions::tellEnd, pace, clock);
        this.admins = new AdminDesk(identities, audit, stops, keeper, campaigns, afterwards);
        this.messages = new MessageDesk(
                admission,
                identities,
                admins,
                keeper,
                campaigns,
                (subscriber, report, request) -> reports.heard(
                        report,
                        subscriber,
                        registrations.locate(request).domain(),
                        () -> registrations.charging(subscriber),
                        charging(request)),
                tokens::answer,
                clock,
                afterwards);
        this.sender = new MessageSender(
                identities.service(), requests, registrations, links, keeper, campaigns, random, clock, afterwards);
    }

    /** Opens the port. @throws IOException naming it when it cannot be opened */
    public void start() throws IOException {
        endpoint.start(this::handle);
        expiring = afterwards.scheduleWithFixedDelay(
                this::expire, EXPIRE_EVERY_SECONDS, EXPIRE_EVERY_SECONDS, TimeUnit.SECONDS);
        sweeping = afterwards.scheduleWithFixedDelay(
                keeper::sweep, SWEEP_EVERY_SECONDS, SWEEP_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Sends all subscribers to another source, and takes no new ones until the next start. May be called again. */
    public void drain() {
        if (mover.begin()) {
            subscriptions.refuseNew();
            moving = afterwards.scheduleWithFixedDelay(
                    this::move, 0, SubscriptionMover.STEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Whether {@link #drain} was called. */
    public boolean isDraining() {
        return mover.hasBegun();
    }

    /** How many subscriptions there are, and how many {@link #drain} has moved. */
    public SubscriptionStatus subscriptions() {
        return mover.status();
    }

    /** Where others reach us. */
    public String uri() {
        return endpoint.localUri();
    }

    /** Carries out what the campaigns ask for by SIP. Does not wait. */
    public void perform(CampaignEffect.BySip effect) {
        switch (effect) {
            case CampaignEffect.NotifyOffer(var subscriber, var instance, var offer) ->
                lanes.execute(instance, () -> subscriptions.notify(subscriber, instance, offer));
            case CampaignEffect.MessageOffer(var subscriber, var instance, var offer) ->
                sender.send(subscriber, instance, offer);
            case CampaignEffect.AnswerSubscription(var instance, var offer, long ticket) ->
                subscriptions.answer(instance, offer, ticket);
            case CampaignEffect.OrderFill(var cache, var task) -> subscriptions.order(cache, task);
            case CampaignEffect.AnswerCache(var cache, var tasks, long ticket) ->
                subscriptions.answerCache(cache, tasks, ticket);
            case CampaignEffect.AnswerCommand(var verdict, long ticket) -> admins.answer(verdict, ticket);
            case CampaignEffect.Confirm(long ticket) -> messages.confirm(ticket);
            case CampaignEffect.RefuseReport(long ticket) -> messages.refuse(ticket);
            case CampaignEffect.MessageStop(var subscriber, var instance, var order) ->
                sender.stop(subscriber, instance, order);
            case CampaignEffect.ReportToAdmin(var admin, var state) -> sender.report(admin, state);
        }
    }

    /** Passes a stop order on to every cache, and has the campaigns pass it on to everybody else. Does not wait. */
    public void tell(SignedStop order) {
        afterwards.execute(() -> caches.all().forEach(cache -> sender.stop(cache.identity(), order.toText())));
        campaigns.offer(new CampaignEvent.StopTaken(
                order.order().release(), order.order().stops(), Optional.of(order.toText())));
    }

    @Override
    public void close() {
        expiring.cancel(false);
        sweeping.cancel(false);
        moving.cancel(false);
        lanes.close();
        afterwards.shutdown();
        endpoint.close();
    }

    private void handle(SipRequest request, SipAnswer answer) {
        switch (request.method()) {
            case "REGISTER" -> registrations.handle(request, answer);
            case "SUBSCRIBE" -> subscriptions.handle(request, answer);
            case "MESSAGE" -> messages.handle(request, answer);
            case "OPTIONS" -> answer.send(allowing(SipResponse.of(200)));
            default -> answer.send(allowing(SipResponse.of(405)));
        }
    }

    private static SipResponse allowing(SipResponse response) {
        return response.with("Allow", "REGISTER, SUBSCRIBE, MESSAGE, OPTIONS")
                .with("Allow-Events", UaProfile.EVENT_PACKAGE);
    }

    /** A fault is logged and tried again, since a timer that throws would never run again. */
    private void expire() {
        try {
            registrations.expire();
            subscriptions.expire();
            tellOfShedding();
        } catch (RuntimeException fault) {
            LOG.atError().setCause(fault).log("registrations and subscriptions cannot be ended");
        }
    }

    private void move() {
        try {
            mover.step();
        } catch (RuntimeException fault) {
            LOG.atError().setCause(fault).log("subscriptions cannot be moved");
        }
    }

    /** Once for each second in which requests were refused because too much waited. */
    private void tellOfShedding() {
        SipLoad load = endpoint.load();
        long shed = load.shed().values().stream().mapToLong(Long::longValue).sum();
        if (shed > shedBefore) {
            LOG.atWarn()
                    .addKeyValue("shed", shed - shedBefore)
                    .addKeyValue("unanswered", load.unanswered())
                    .addKeyValue("pressure", load.pressurePercent())
                    .log("requests refused for overload");
        }
        shedBefore = shed;
    }

    /** Subscribers refresh at our address, and see whose it is. */
    private static String serviceContact(String localUri, SubscriberId service) {
        String user = SipUri.parse(service.uri()).user();
        return localUri.replaceFirst(":", ":" + user + "@");
    }

    private static Charging charging(SipRequest request) {
        return new Charging(
                request.headers().first("P-Charging-Vector"), request.headers().first("P-Charging-Function-Addresses"));
    }
}
