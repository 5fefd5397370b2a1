package dev.patchwave.source.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.Admission;
import dev.patchwave.signal.sip.Notifier;
import dev.patchwave.signal.sip.NotifyContent;
import dev.patchwave.signal.sip.NotifyDecision;
import dev.patchwave.signal.sip.OutgoingRequest;
import dev.patchwave.signal.sip.RequestAdmission;
import dev.patchwave.signal.sip.SipAnswer;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.signal.sip.SubscribeAnswer;
import dev.patchwave.signal.sip.SubscribeDecision;
import dev.patchwave.signal.sip.SubscriptionRecord;
import dev.patchwave.source.core.CacheSite;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.core.Delivery;
import dev.patchwave.source.core.FillTask;
import dev.patchwave.source.core.Offer;
import dev.patchwave.source.core.Running;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.store.StoreOutOfRoom;
import dev.patchwave.swarm.HolderId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * SUBSCRIBE and NOTIFY: asks the campaigns what there is to say, keeps the subscription durably, then answers and notifies.
 *
 * <p>Any thread. Each NOTIFY with an offer or an order ends in one event that tells how it fared.
 */
final class SubscriptionDesk {
    private static final Duration COME_BACK = Duration.ofSeconds(5);
    private static final int MAX_WAITING_SUBSCRIBES = 10_000;
    private static final int EXPIRED_AT_ONCE = 1_000;

    /** A SUBSCRIBE that waits for the campaigns' word. */
    private record Asked(SubscribeDecision.Asked decision, SipAnswer answer) {}

    private final RequestAdmission admission;
    private final Notifier notifier;
    private final RequestSender requests;
    private final ReleaseLinks links;
    private final Registrations registrations;
    private final CacheSites caches;
    private final StateKeeper keeper;
    private final CampaignInbox campaigns;
    private final Clock clock;
    private final Executor afterwards;
    private final Tickets<Asked> waiting = new Tickets<>(MAX_WAITING_SUBSCRIBES);
    private volatile boolean refusesNew;

    SubscriptionDesk(
            RequestAdmission admission,
            Notifier notifier,
            RequestSender requests,
            ReleaseLinks links,
            Registrations registrations,
            CacheSites caches,
            StateKeeper keeper,
            CampaignInbox campaigns,
            Clock clock,
            Executor afterwards) {
        this.admission = admission;
        this.notifier = notifier;
        this.requests = requests;
        this.links = links;
        this.registrations = registrations;
        this.caches = caches;
        this.keeper = keeper;
        this.campaigns = campaigns;
        this.clock = clock;
        this.afterwards = afterwards;
    }

    /** From now on new subscribers are to go elsewhere. */
    void refuseNew() {
        refusesNew = true;
    }

    void handle(SipRequest request, SipAnswer answer) {
        if (refusesNew && request.toTag().isEmpty()) {
            answer.send(
                    SipResponse.of(503)); // Without Retry-After: the next hop is to try another source, not to wait.
            return;
        }
        switch (admission.admit(request, clock.instant())) {
            case Admission.Refused refused -> answer.send(refused.response());
            case Admission.Admitted admitted when !keeper.hasRoom() -> answer.send(SipResponse.later(COME_BACK));
            case Admission.Admitted(var subscriber) -> {
                switch (notifier.receive(request, subscriber, clock.instant())) {
                    case SubscribeDecision.Refused(var response) -> answer.send(response);
                    case SubscribeDecision.Asked asked -> ask(asked, request, answer);
                }
            }
        }
    }

    /** Carries out what the campaigns answered to a client. */
    void answer(InstanceId instance, Optional<Offer> offer, long ticket) {
        waiting.redeem(ticket).ifPresent(asked -> {
            answer(
                    asked,
                    offer.flatMap(there -> links.content(there, clock.instant()))
                            .orElse(NotifyContent.NOTHING),
                    delivery -> offer.ifPresent(there ->
                            campaigns.offer(new CampaignEvent.SignalAnswered(there.campaign(), instance, delivery))));
        });
    }

    /** Carries out what the campaigns answered to a cache: the first order in the answer, the others after it. */
    void answerCache(HolderId cache, List<FillTask> tasks, long ticket) {
        waiting.redeem(ticket).ifPresent(asked -> {
            Optional<FillTask> first = tasks.stream().findFirst();
            answer(
                    asked,
                    first.flatMap(links::content).orElse(NotifyContent.NOTHING),
                    delivery -> first.ifPresent(task -> filled(cache, task, delivery)));
        });
        tasks.stream().skip(1).forEach(task -> order(cache, task));
    }

    /** Tells an instance of an offer in its subscription. */
    void notify(SubscriberId subscriber, InstanceId instance, Offer offer) {
        Optional<NotifyContent> content = links.content(offer, clock.instant());
        Optional<SubscriptionRecord> subscription = subscription(subscriber, instance);
        Consumer<Delivery> heard =
                delivery -> campaigns.offer(new CampaignEvent.SignalAnswered(offer.campaign(), instance, delivery));
        if (content.isEmpty() || subscription.isEmpty()) {
            heard.accept(content.isEmpty() ? new Delivery.Refused() : new Delivery.NotSubscribed());
        } else {
            notify(subscription.get(), content.get(), heard);
        }
    }

    /** Orders a cache to hold a release, in its subscription. */
    void order(HolderId cache, FillTask task) {
        Optional<SubscriptionRecord> subscription = caches.cache(cache)
                .map(CacheSite::identity)
                .flatMap(identity -> notifier.subscriptions(identity, clock.instant()).stream()
                        .filter(record -> record.profile().type() == UaProfile.Type.LOCAL_NETWORK)
                        .findFirst());
        Optional<NotifyContent> content = links.content(task);
        if (content.isEmpty() || subscription.isEmpty()) {
            filled(cache, task, content.isEmpty() ? new Delivery.Refused() : new Delivery.NotSubscribed());
        } else {
            notify(subscription.get(), content.get(), delivery -> filled(cache, task, delivery));
        }
    }

    /** Ends what was not refreshed in time. To be called every second or so. */
    void expire() {
        notifier.expire(clock.instant(), EXPIRED_AT_ONCE).forEach(ended -> tellEnd(ended, delivery -> {}));
    }

    private void ask(SubscribeDecision.Asked asked, SipRequest request, SipAnswer answer) {
        Optional<CacheSite> cache = caches.cache(asked.record().subscriber());
        boolean forCaches = asked.record().profile().type() == UaProfile.Type.LOCAL_NETWORK;
        if (forCaches != cache.isPresent()) {
            answer.send(SipResponse.of(403, "caches subscribe to local-network, all others to device"));
        } else if (asked.kind() == SubscribeDecision.Kind.END) {
            answer(new Asked(asked, answer), NotifyContent.NOTHING, delivery -> {});
            gone(asked.record());
        } else {
            Optional<Long> ticket = waiting.issue(new Asked(asked, answer));
            boolean taken = ticket.isPresent()
                    && campaigns.offer(
                            cache.isPresent()
                                    ? new CampaignEvent.CacheSubscribed(
                                            cache.get().id(), ticket.get())
                                    : event(asked, request, ticket.get()));
            if (!taken) {
                ticket.ifPresent(waiting::redeem);
                answer.send(SipResponse.later(COME_BACK));
            }
        }
    }

    private CampaignEvent event(SubscribeDecision.Asked asked, SipRequest request, long ticket) {
        SubscriptionRecord record = asked.record();
        UaProfile profile = record.profile();
        var running = new Running(profile.vendor(), profile.model(), profile.version());
        var place = registrations.locate(request);
        return asked.kind() == SubscribeDecision.Kind.POLL
                ? new CampaignEvent.Polled(record.subscriber(), Devices.of(record), place.domain(), running, ticket)
                : new CampaignEvent.Subscribed(
                        record.subscriber(), Devices.of(record), place.domain(), running, record.expires(), ticket);
    }

    /** The answer leaves when the subscription is durable; a NOTIFY that is not needed (RFC 5839) counts as arrived. */
    private void answer(Asked asked, NotifyContent content, Consumer<Delivery> heard) {
        SubscribeAnswer answered;
        try {
            answered = notifier.answer(asked.decision(), content, clock.instant());
        } catch (StoreOutOfRoom e) {
            asked.answer().send(SipResponse.later(COME_BACK));
            heard.accept(deferred());
            return;
        }
        keeper.whenDurable(
                () -> {
                    asked.answer().send(answered.response());
                    answered.notification()
                            .ifPresentOrElse(
                                    notify -> send(answered.record().id(), notify, heard),
                                    () -> heard.accept(new Delivery.Delivered()));
                    answered.shed().forEach(shed -> tellEnd(shed, delivery -> {}));
                },
                afterwards);
    }

    /** Sends the last NOTIFY of a subscription that is gone, and tells how it fared. */
    void tellEnd(Notifier.Ended ended, Consumer<Delivery> heard) {
        send(ended.record().id(), ended.notification(), heard);
        gone(ended.record());
    }

    private void notify(SubscriptionRecord subscription, NotifyContent content, Consumer<Delivery> heard) {
        try {
            switch (notifier.notify(subscription.id(), content, clock.instant())) {
                case NotifyDecision.Send(var request) -> send(subscription.id(), request, heard);
                case NotifyDecision.Deferred(var until) -> heard.accept(new Delivery.Deferred(until));
                case NotifyDecision.Gone() -> heard.accept(new Delivery.NotSubscribed());
            }
        } catch (StoreOutOfRoom e) {
            heard.accept(deferred());
        }
    }

    /** The disk has no room for it now. */
    private Delivery deferred() {
        return new Delivery.Deferred(clock.instant().plus(COME_BACK));
    }

    private void send(String id, OutgoingRequest request, Consumer<Delivery> heard) {
        requests.send(
                request,
                response -> heard.accept(Deliveries.of(notifier.answered(id, response))),
                failure -> heard.accept(Deliveries.of(notifier.failed(id, failure))));
    }

    private Optional<SubscriptionRecord> subscription(SubscriberId subscriber, InstanceId instance) {
        Instant now = clock.instant();
        return notifier.subscriptions(subscriber, now).stream()
                .filter(record -> Devices.of(record).equals(instance))
                .findFirst();
    }

    private void gone(SubscriptionRecord record) {
        if (record.profile().type() == UaProfile.Type.DEVICE) {
            campaigns.offer(new CampaignEvent.Unsubscribed(Devices.of(record)));
        }
    }

    private void filled(HolderId cache, FillTask task, Delivery delivery) {
        campaigns.offer(new CampaignEvent.FillAnswered(cache, task.release(), delivery));
    }
}
