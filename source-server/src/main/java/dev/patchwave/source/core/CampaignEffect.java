package dev.patchwave.source.core;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.swarm.HolderId;
import java.util.List;
import java.util.Optional;

/**
 * What {@link Campaigns} asks for, to be carried out in order. {@link AnswerCommand} and {@link Confirm} are acknowledgements:
 * they may leave only when every {@link Persist} before them is durable. Offers need not wait: a lost record means at worst
 * that an instance which has not installed is told again.
 */
public sealed interface CampaignEffect {
    /** What is carried out by SIP. */
    sealed interface BySip extends CampaignEffect {}

    /** Keep this over a crash. */
    record Persist(StateRecord record) implements CampaignEffect {}

    /** Send an offer in the instance's subscription (NOTIFY); owed: {@link CampaignEvent.SignalAnswered}. */
    record NotifyOffer(SubscriberId subscriber, InstanceId instance, Offer offer) implements BySip {}

    /** Send an offer without a subscription (MESSAGE); owed: {@link CampaignEvent.SignalAnswered}. */
    record MessageOffer(SubscriberId subscriber, InstanceId instance, Offer offer) implements BySip {}

    /**
     * What the NOTIFY that answers a SUBSCRIBE says: an offer, or that there is nothing new. Owed where there is an offer:
     * {@link CampaignEvent.SignalAnswered}.
     */
    record AnswerSubscription(InstanceId instance, Optional<Offer> offer, long ticket) implements BySip {}

    /** Tell a cache in its subscription to fetch a release; owed: {@link CampaignEvent.FillAnswered}. */
    record OrderFill(HolderId cache, FillTask task) implements BySip {}

    /** What the first NOTIFY to a cache says: everything it is to hold, or nothing; owed for each: as for OrderFill. */
    record AnswerCache(HolderId cache, List<FillTask> tasks, long ticket) implements BySip {
        public AnswerCache {
            tasks = List.copyOf(tasks);
        }
    }

    /** Answer the admin's MESSAGE, once all before it is durable. */
    record AnswerCommand(Verdict verdict, long ticket) implements BySip {}

    /** Answer 200 to a client's report, once all before it is durable. */
    record Confirm(long ticket) implements BySip {}

    /** Refuse a client's report: another subscriber has its instance. Nothing came of it. */
    record RefuseReport(long ticket) implements BySip {}

    /** Tell the admin that a campaign reached a stage. May be said twice after a crash. */
    record ReportToAdmin(SubscriberId admin, CampaignState state) implements BySip {}

    /** Pass a stop order on to a client; nothing is owed. */
    record MessageStop(SubscriberId subscriber, InstanceId instance, String order) implements BySip {}

    /** Where an instance is and whose; empty when it is not known. */
    record Whereabouts(Optional<Whose> whose, long ticket) implements CampaignEffect {}

    /** Every campaign that is known, by name. */
    record AnswerStatus(List<CampaignState> campaigns, long ticket) implements CampaignEffect {
        public AnswerStatus {
            campaigns = List.copyOf(campaigns);
        }
    }
}
