package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.swarm.HolderId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What {@link Campaigns} is told. A ticket is a number of the caller's choice that comes back with the answer. */
public sealed interface CampaignEvent {
    /** A client's registration began or was refreshed. */
    record Registered(SubscriberId subscriber, InstanceId instance, DomainId domain, Instant until)
            implements CampaignEvent {}

    /** A subscriber's registration began or was refreshed, and nobody said of which device: those that are known are meant. */
    record SubscriberRegistered(SubscriberId subscriber, DomainId domain, Instant until) implements CampaignEvent {}

    /** A subscriber is no longer registered, with any device. */
    record SubscriberUnregistered(SubscriberId subscriber) implements CampaignEvent {}

    /** A client de-registered, or the network did it. */
    record Unregistered(InstanceId instance) implements CampaignEvent {}

    /** A client's subscription began or was refreshed; answered by {@link CampaignEffect.AnswerSubscription}. */
    record Subscribed(
            SubscriberId subscriber, InstanceId instance, DomainId domain, Running running, Instant until, long ticket)
            implements CampaignEvent {}

    /** A client's subscription is over. */
    record Unsubscribed(InstanceId instance) implements CampaignEvent {}

    /** A user asks for an upgrade (SUBSCRIBE with Expires 0); answered by {@link CampaignEffect.AnswerSubscription}. */
    record Polled(SubscriberId subscriber, InstanceId instance, DomainId domain, Running running, long ticket)
            implements CampaignEvent {}

    /** A cache subscribed for fill orders; answered by {@link CampaignEffect.AnswerCache}. */
    record CacheSubscribed(HolderId cache, long ticket) implements CampaignEvent {}

    /** A cache reported that it holds the manifest and so many segments of a release. */
    record CacheHolds(HolderId cache, ReleaseId release, int segments) implements CampaignEvent {}

    /** What became of {@link CampaignEffect.OrderFill}. */
    record FillAnswered(HolderId cache, ReleaseId release, Delivery delivery) implements CampaignEvent {}

    /** The source holds the whole patch and its trusted manifest. */
    record ReleasePublished(ReleaseId release, long sequence) implements CampaignEvent {}

    /** The operator took a release back. */
    record ReleaseWithdrawn(ReleaseId release) implements CampaignEvent {}

    /** An admin's command; answered by {@link CampaignEffect.AnswerCommand}. */
    record Commanded(SubscriberId admin, Signal.CampaignCommand command, long ticket) implements CampaignEvent {}

    /** A second admin approves what another ordered; answered by {@link CampaignEffect.AnswerCommand}. */
    record Approved(SubscriberId admin, CampaignId campaign, long ticket) implements CampaignEvent {}

    /**
     * A publisher's stop or resume order was taken: it is durable elsewhere, and told again at each start.
     *
     * @param release what it is about; empty is everything
     * @param order the signed order, to be passed on to everybody; empty when they were told before
     */
    record StopTaken(Optional<ReleaseId> release, boolean stops, Optional<String> order) implements CampaignEvent {}

    /** What became of an offer that was sent or given as an answer. */
    record SignalAnswered(CampaignId campaign, InstanceId instance, Delivery delivery) implements CampaignEvent {}

    /**
     * The next hop asks for a share of the signals not to be sent for a while (RFC 7339, algorithm loss).
     *
     * @param lossPercent 1 to 100
     */
    record NetworkPressed(int lossPercent, Duration validity) implements CampaignEvent {}

    /** A client says how its upgrade goes; answered by {@link CampaignEffect.Confirm} or {@link CampaignEffect.RefuseReport}. */
    record Reported(SubscriberId subscriber, Signal.UpgradeReport report, long ticket) implements CampaignEvent {}

    /** Somebody asks whose an instance is and where; answered by {@link CampaignEffect.Whereabouts}. */
    record WhereIs(InstanceId instance, long ticket) implements CampaignEvent {}

    /** Somebody wants to see all campaigns; answered by {@link CampaignEffect.AnswerStatus}. */
    record StatusAsked(long ticket) implements CampaignEvent {}

    /** {@link Campaigns#nextDeadline()} was reached. */
    record DeadlinePassed() implements CampaignEvent {}
}
