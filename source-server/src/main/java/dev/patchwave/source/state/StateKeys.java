package dev.patchwave.source.state;

import dev.patchwave.release.Digest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.Binding;
import dev.patchwave.signal.sip.SubscriptionRecord;
import dev.patchwave.store.RecordKey;
import java.nio.charset.StandardCharsets;

/**
 * Where each fact lies. The partition is what can move to another node as a whole: a subscriber, an instance's downloads, a
 * campaign; the sort part begins with a word for the kind of fact.
 */
final class StateKeys {
    static final String MEMBER = "member/";
    static final String BINDING = "binding/";
    static final String SUBSCRIPTION = "subscription/";
    static final String DEVICE = "device/";
    static final String CHARGING = "charging";
    static final String CAMPAIGN = "campaign";
    static final String PROGRESS = "progress/";
    static final String RESUME = "resume/";
    static final String WITHDRAWN = "withdrawn/";

    private static final String OF_SUBSCRIBER = "s/";
    private static final String OF_CAMPAIGN = "c/";
    private static final String OF_INSTANCE = "i/";
    private static final String OF_ALL = "a/";

    private StateKeys() {}

    static RecordKey member(SubscriberId subscriber, InstanceId instance) {
        return RecordKey.of(OF_SUBSCRIBER + subscriber, MEMBER + instance);
    }

    /** By what tells the devices of a subscriber apart; a contact may be too long for a key. */
    static RecordKey binding(Binding binding) {
        String device = binding.instance()
                .map(InstanceId::toString)
                .orElseGet(() -> Digest.of(binding.contactUri().getBytes(StandardCharsets.UTF_8))
                        .toString());
        return RecordKey.of(OF_SUBSCRIBER + binding.subscriber(), BINDING + device);
    }

    static RecordKey device(SubscriberId subscriber, InstanceId instance) {
        return RecordKey.of(OF_SUBSCRIBER + subscriber, DEVICE + instance);
    }

    /** Comes before all devices of the subscriber, and after no other kind of row that begins like them. */
    static RecordKey beforeDevices(SubscriberId subscriber) {
        return RecordKey.of(OF_SUBSCRIBER + subscriber, DEVICE);
    }

    static RecordKey charging(SubscriberId subscriber) {
        return RecordKey.of(OF_SUBSCRIBER + subscriber, CHARGING);
    }

    static RecordKey subscription(SubscriptionRecord record) {
        return RecordKey.of(OF_SUBSCRIBER + record.subscriber(), SUBSCRIPTION + record.id());
    }

    static RecordKey campaign(CampaignId campaign) {
        return RecordKey.of(OF_CAMPAIGN + campaign, CAMPAIGN);
    }

    static RecordKey progress(CampaignId campaign, InstanceId instance) {
        return RecordKey.of(OF_CAMPAIGN + campaign, PROGRESS + instance);
    }

    static RecordKey resume(InstanceId instance, ReleaseId release) {
        return RecordKey.of(OF_INSTANCE + instance, RESUME + release);
    }

    static RecordKey withdrawn(ReleaseId release) {
        return RecordKey.of(OF_ALL, WITHDRAWN + release);
    }

    /** What follows the two characters that tell the kind of a partition. */
    static String owner(RecordKey key) {
        return key.partitionText().substring(2);
    }
}
