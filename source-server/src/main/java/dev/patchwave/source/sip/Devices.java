package dev.patchwave.source.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.Binding;
import dev.patchwave.signal.sip.SipUri;
import dev.patchwave.signal.sip.SubscriptionRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Tells devices apart: by their instance, or by address where a device names none (SIPp and other strangers). */
public final class Devices {
    private Devices() {}

    static InstanceId of(Binding binding) {
        return of(binding.subscriber(), binding.instance(), binding.contactUri());
    }

    static InstanceId of(SubscriptionRecord subscription) {
        return of(subscription.subscriber(), subscription.instance(), subscription.remoteTarget());
    }

    /**
     * What we call a device.
     *
     * @param instance what it says of itself
     */
    public static InstanceId of(SubscriberId subscriber, Optional<InstanceId> instance, String contactUri) {
        return instance.orElseGet(() -> {
            SipUri uri = SipUri.parse(contactUri);
            String address = subscriber + " " + uri.user() + "@" + uri.host() + ":" + uri.portOrDefault();
            return new InstanceId(UUID.nameUUIDFromBytes(address.getBytes(StandardCharsets.UTF_8)));
        });
    }
}
