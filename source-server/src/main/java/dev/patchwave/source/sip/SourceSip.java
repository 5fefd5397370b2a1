package dev.patchwave.source.sip;

import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.DigestAdmission;
import dev.patchwave.signal.sip.DigestAlgorithm;
import dev.patchwave.signal.sip.DigestChallenge;
import dev.patchwave.signal.sip.ExpiryPolicy;
import dev.patchwave.signal.sip.Notifier;
import dev.patchwave.signal.sip.NotifierLimits;
import dev.patchwave.signal.sip.Registrar;
import dev.patchwave.signal.sip.RegistrarLimits;
import dev.patchwave.signal.sip.SipAnswer;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.signal.sip.SipUri;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.CampaignEffect;
import dev.patchwave.source.core.DomainResolver;
import dev.patchwave.source.state.SourceState;
import dev.patchwave.source.state.StateKeeper;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that the source says and hears by SIP in standalone mode: its own registrar, notifier and message service on one
 * endpoint. Any thread. Takes the endpoint over and closes it.
 */
public final class SourceSip implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceSip.class);
    private static final int EXPIRE_EVERY_SECONDS = 1;

    /**
     * Who the source is, and whom it knows.
     *
     * @param home the home domain, which is the realm too
     * @param service whom clients and caches talk to
     * @param adminService whom admins send their orders to
     * @param algorithms of digest authentication that are offered
     * @param passwords of every identity that may register
     * @param admins who may order campaigns
     */
    public record Identities(
            String home,
            SubscriberId service,
            SubscriberId adminService,
            List<DigestAlgorithm> algorithms,
            SortedMap<SubscriberId, String> passwords,
            Set<SubscriberId> admins) {}

    private final SipEndpoint endpoint;
    private final RegistrationDesk registrations;
    private final SubscriptionDesk subscriptions;
    private final MessageDesk messages;
    private final MessageSender sender;
    private Future<?> expiring = CompletableFuture.completedFuture(null);
    private final ScheduledExecutorService afterwards = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("source-sip").unstarted(task));

    /**
     * Opens nothing before {@link #start}.
     *
     * @param reports hears of each upgrade report
     * @param random makes tags and Call-IDs: not to be guessable
     */
    public SourceSip(
            SipEndpoint endpoint,
            Identities identities,
            DomainResolver domains,
            CacheSites caches,
            ReleaseLinks links,
            StateKeeper keeper,
            SourceState kept,
            CampaignInbox campaigns,
            Consumer<Signal.UpgradeReport> reports,
            RandomGenerator random,
            Clock clock) {
        this.endpoint = endpoint;
        var requests = new RequestSender(endpoint);
        var admission = new DigestAdmission(
                new DigestChallenge(identities.home(), identities.algorithms()),
                username -> password(identities, username));
        var registrar = new Registrar(admission, ExpiryPolicy.USUAL, RegistrarLimits.USUAL, random);
        this.registrations = new RegistrationDesk(
                registrar,
                domains,
                subscriber -> mayBeClient(subscriber, identities, caches),
                keeper,
                campaigns,
                clock,
                afterwards);
        registrations.restore(kept.bindings());
        var notifier = new Notifier(
                new DurableSubscriptions(keeper, kept.subscriptions()),
                ExpiryPolicy.USUAL,
                NotifierLimits.USUAL,
                transport -> serviceContact(endpoint.localUri(transport), identities.service()),
                random);
        this.subscriptions = new SubscriptionDesk(
                admission, notifier, requests, links, registrations, caches, keeper, campaigns, clock, afterwards);
        this.messages = new MessageDesk(
                admission,
                identities.adminService(),
                identities.admins(),
                keeper,
                campaigns,
                reports,
                clock,
                afterwards);
        this.sender = new MessageSender(identities.service(), requests, registrations, links, campaigns, random, clock);
    }

    /** Opens the port. @throws IOException naming it when it cannot be opened */
    public void start() throws IOException {
        endpoint.start(this::handle);
        expiring = afterwards.scheduleWithFixedDelay(
                this::expire, EXPIRE_EVERY_SECONDS, EXPIRE_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Where others reach us. */
    public String uri() {
        return endpoint.localUri();
    }

    /** Carries out what the campaigns ask for by SIP. Does not wait. */
    public void perform(CampaignEffect.BySip effect) {
        switch (effect) {
            case CampaignEffect.NotifyOffer(var subscriber, var instance, var offer) ->
                subscriptions.notify(subscriber, instance, offer);
            case CampaignEffect.MessageOffer(var subscriber, var instance, var offer) ->
                sender.send(subscriber, instance, offer);
            case CampaignEffect.AnswerSubscription(var instance, var offer, long ticket) ->
                subscriptions.answer(instance, offer, ticket);
            case CampaignEffect.OrderFill(var cache, var task) -> subscriptions.order(cache, task);
            case CampaignEffect.AnswerCache(var cache, var tasks, long ticket) ->
                subscriptions.answerCache(cache, tasks, ticket);
            case CampaignEffect.AnswerCommand(var verdict, long ticket) -> messages.answer(verdict, ticket);
            case CampaignEffect.Confirm(long ticket) -> messages.confirm(ticket);
            case CampaignEffect.ReportToAdmin(var admin, var state) -> sender.report(admin, state);
        }
    }

    @Override
    public void close() {
        expiring.cancel(false);
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
        } catch (RuntimeException fault) {
            LOG.atError().setCause(fault).log("registrations and subscriptions cannot be ended");
        }
    }

    /** A cache is told what to do in its subscription; the tool of an admin is no client, unless it subscribes as one. */
    private static boolean mayBeClient(SubscriberId subscriber, Identities identities, CacheSites caches) {
        return caches.cache(subscriber).isEmpty() && !identities.admins().contains(subscriber);
    }

    /** Subscribers refresh at our address, and see whose it is. */
    private static String serviceContact(String localUri, SubscriberId service) {
        String user = SipUri.parse(service.uri()).user();
        return localUri.replaceFirst(":", ":" + user + "@");
    }

    /** A user name is the identity without its scheme, or without the home domain as well. */
    private static Optional<String> password(Identities identities, String username) {
        try {
            String full = username.indexOf('@') < 0 ? username + "@" + identities.home() : username;
            return Optional.ofNullable(identities.passwords().get(new SubscriberId("sip:" + full)));
        } catch (IllegalArgumentException noIdentity) {
            return Optional.empty();
        }
    }
}
