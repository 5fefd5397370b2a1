package dev.patchwave.source.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.OutgoingRequest;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.core.CampaignState;
import dev.patchwave.source.core.Delivery;
import dev.patchwave.source.core.Offer;
import dev.patchwave.source.core.Progress;
import dev.patchwave.source.core.Stage;
import dev.patchwave.source.state.StateKeeper;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MESSAGE from the service: offers to clients without a subscription, reports to admins. To an admin one after the other
 * (RFC 3428 8); that no client gets two at a time is the campaigns' care. Any thread.
 */
final class MessageSender {
    private static final Logger LOG = LoggerFactory.getLogger(MessageSender.class);

    private final SubscriberId service;
    private final RequestSender requests;
    private final Registrations registrations;
    private final ReleaseLinks links;
    private final StateKeeper keeper;
    private final CampaignInbox campaigns;
    private final RandomGenerator random;
    private final Clock clock;
    private final Executor afterwards;
    /** The last MESSAGE to each admin; as many as there are admins. */
    private final Map<SubscriberId, CompletableFuture<Void>> toAdmins = new ConcurrentHashMap<>();

    MessageSender(
            SubscriberId service,
            RequestSender requests,
            Registrations registrations,
            ReleaseLinks links,
            StateKeeper keeper,
            CampaignInbox campaigns,
            RandomGenerator random,
            Clock clock,
            Executor afterwards) {
        this.service = service;
        this.requests = requests;
        this.registrations = registrations;
        this.links = links;
        this.keeper = keeper;
        this.campaigns = campaigns;
        this.random = random;
        this.clock = clock;
        this.afterwards = afterwards;
    }

    /** How a device is reached stands on the disk, and may have been told us just now: so this waits for the disk. */
    void send(SubscriberId subscriber, InstanceId instance, Offer offer) {
        keeper.whenDurable(() -> sendNow(subscriber, instance, offer), afterwards);
    }

    private void sendNow(SubscriberId subscriber, InstanceId instance, Offer offer) {
        Optional<RequestTarget> target = registrations.reach(subscriber, instance);
        Optional<Signal> signal = target.flatMap(there -> signal(offer));
        if (signal.isEmpty()) {
            heard(offer, instance, target.isEmpty() ? new Delivery.Unreachable() : new Delivery.Refused());
            return;
        }
        requests.send(
                message(subscriber, target.get(), signal.get()),
                response -> heard(offer, instance, Deliveries.ofMessage(response)),
                failure -> heard(offer, instance, Deliveries.ofMessage(failure)));
    }

    /** Passes a stop order on to a client, once. */
    void stop(SubscriberId subscriber, InstanceId instance, String order) {
        afterwards.execute(() -> registrations
                .reach(subscriber, instance)
                .ifPresent(target -> pass(subscriber, target, new Signal.StopOrdered(order))));
    }

    /** Passes a stop order on to every device of a cache, once. */
    void stop(SubscriberId cache, String order) {
        registrations.reachAll(cache).forEach(target -> pass(cache, target, new Signal.StopOrdered(order)));
    }

    private void pass(SubscriberId to, RequestTarget target, Signal signal) {
        requests.send(
                message(to, target, signal),
                response ->
                        LOG.atDebug().addKeyValue("status", response.status()).log("stop order passed on"),
                failure -> LOG.atDebug()
                        .addKeyValue("reason", failure.getMessage())
                        .log("stop order not passed on"));
    }

    /** Tells an admin how a campaign goes, on every device that it registered. */
    void report(SubscriberId admin, CampaignState state) {
        LOG.atInfo()
                .addKeyValue("campaign", state.plan().campaign())
                .addKeyValue("release", state.plan().release())
                .addKeyValue("stage", state.stage())
                .addKeyValue("instances", state.instances())
                .log("campaign");
        for (RequestTarget target : registrations.reachAll(admin)) {
            OutgoingRequest request = message(admin, target, describe(state));
            toAdmins.compute(
                    admin,
                    (same, last) -> last == null ? reported(request) : last.thenCompose(done -> reported(request)));
        }
    }

    private CompletableFuture<Void> reported(OutgoingRequest request) {
        var ended = new CompletableFuture<Void>();
        requests.send(
                request,
                response -> {
                    LOG.atDebug().addKeyValue("status", response.status()).log("admin told of a campaign");
                    ended.complete(null);
                },
                failure -> {
                    LOG.atInfo().addKeyValue("reason", failure.getMessage()).log("an admin could not be told");
                    ended.complete(null);
                });
        return ended;
    }

    private Optional<Signal> signal(Offer offer) {
        try {
            return links.message(offer, clock.instant());
        } catch (IllegalArgumentException tooLong) {
            LOG.atWarn()
                    .addKeyValue("campaign", offer.campaign())
                    .addKeyValue("reason", tooLong.getMessage())
                    .log("an offer does not fit into a MESSAGE");
            return Optional.empty();
        }
    }

    private OutgoingRequest message(SubscriberId to, RequestTarget target, Signal signal) {
        return OutgoingRequest.to("MESSAGE", target.requestUri())
                .from(service.uri(), token())
                .to(to.uri())
                .callId(token())
                .routes(target.routes())
                .headers(target.headers())
                .body(SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(signal)))
                .build();
    }

    private void heard(Offer offer, InstanceId instance, Delivery delivery) {
        campaigns.offer(new CampaignEvent.SignalAnswered(offer.campaign(), instance, delivery));
    }

    private String token() {
        return String.format("%016x", random.nextLong());
    }

    private static Signal.CampaignReport describe(CampaignState state) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (Progress progress : Progress.values()) {
            if (state.count(progress) > 0) {
                counts.put(word(progress), (long) state.count(progress));
            }
        }
        counts.put("targeted", (long) state.targeted());
        return new Signal.CampaignReport(state.plan().campaign(), stage(state), counts, text(state));
    }

    private static Signal.CampaignReport.Stage stage(CampaignState state) {
        return switch (state.stage()) {
            case AWAITING_APPROVAL, ACCEPTED, SIGNALLED -> Signal.CampaignReport.Stage.RUNNING;
            case FINISHED, CLOSED ->
                state.plan().unapproved() ? Signal.CampaignReport.Stage.FAILED : Signal.CampaignReport.Stage.FINISHED;
        };
    }

    private static String text(CampaignState state) {
        if (state.plan().unapproved()) {
            return state.stage() == Stage.AWAITING_APPROVAL
                    ? "pending approval: another admin has to approve "
                            + state.plan().release()
                    : "expired: nobody approved " + state.plan().release() + " in time";
        }
        return switch (state.stage()) {
            case AWAITING_APPROVAL -> throw new IllegalStateException("an approved campaign that waits");
            case ACCEPTED -> "accepted: " + state.plan().release() + ", caches are being filled";
            case SIGNALLED ->
                "signalled: everybody reachable was told of " + state.plan().release();
            case FINISHED, CLOSED ->
                "finished: " + state.count(Progress.INSTALLED) + " installed "
                        + state.plan().release() + ", " + state.count(Progress.FAILED) + " failed, "
                        + state.count(Progress.GIVEN_UP) + " given up";
        };
    }

    private static String word(Progress progress) {
        return progress.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
