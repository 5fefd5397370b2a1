package dev.patchwave.source.sip;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.ExpiryPolicy;
import dev.patchwave.signal.sip.MemorySubscriptionStore;
import dev.patchwave.signal.sip.Notifier;
import dev.patchwave.signal.sip.NotifierLimits;
import dev.patchwave.signal.sip.NotifyContent;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipHeaders;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipTransport;
import dev.patchwave.signal.sip.SubscribeDecision;
import dev.patchwave.signal.sip.SubscriptionRecord;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.core.CampaignLimits;
import dev.patchwave.source.core.Campaigns;
import dev.patchwave.source.core.FourEyes;
import dev.patchwave.source.core.Releases;
import dev.patchwave.source.core.Running;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.swarm.HolderId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/** What a source holds of subscriptions as they come through an IMS core: the notifier's store and the campaigns. */
final class LoadedSource {
    static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
    private static final int DOMAINS = 100;
    private static final String SERVICE = "sip:software@ims.example";
    private static final String EVENT =
            new UaProfile(UaProfile.Type.DEVICE, "ims.example", "ims-client", "4.2.0").event();
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@4.2.1");

    private final Random random = new Random(1);
    private final StateKeeper keeper =
            new StateKeeper(new ForgetfulRecordStore(), Clock.fixed(T0, ZoneOffset.UTC), failure -> {
                throw new AssertionError(failure);
            });
    final DurableSubscriptions subscriptions = new DurableSubscriptions(keeper, new MemorySubscriptionStore());
    final Notifier notifier = new Notifier(
            subscriptions,
            ExpiryPolicy.USUAL,
            NotifierLimits.USUAL,
            transport -> "sip:software@10.255.0.1:5060;transport=" + transport.token(),
            random);
    private final Campaigns campaigns;

    LoadedSource() {
        SortedMap<DomainId, List<HolderId>> caches = new TreeMap<>();
        for (int i = 0; i < DOMAINS; i++) {
            caches.put(domain(i), List.of(new HolderId("cache-" + i)));
        }
        campaigns = new Campaigns(
                CampaignLimits.DEFAULT,
                FourEyes.OFF,
                caches,
                List.of(new Releases.Published(RELEASE, 2, false)),
                records -> {},
                random,
                T0);
    }

    /** The {@code number}th user subscribes, and the campaigns hear of it. */
    SubscriptionRecord subscribe(int number) {
        var user = new SubscriberId(String.format("sip:user%06d@ims.example", number));
        var asked = (SubscribeDecision.Asked) notifier.receive(request(user, number), user, T0);
        var record = notifier.answer(asked, NotifyContent.NOTHING, T0).record();
        var profile = record.profile();
        campaigns.on(
                new CampaignEvent.Subscribed(
                        user,
                        Devices.of(record),
                        domain(number % DOMAINS),
                        new Running(profile.vendor(), profile.model(), profile.version()),
                        record.expires(),
                        number),
                T0);
        return record;
    }

    /** Opens a forced campaign for everybody; their caches are not ready, so that all of them wait in its queues. */
    void openCampaignForAll(String name) {
        var everywhere = new Audience.Domains(
                IntStream.range(0, DOMAINS).mapToObj(LoadedSource::domain).toList());
        campaigns.on(
                new CampaignEvent.Commanded(
                        new SubscriberId("sip:admin@ims.example"),
                        new Signal.CampaignCommand(
                                new CampaignId(name),
                                Manner.FORCED,
                                RELEASE,
                                everywhere,
                                Duration.ofDays(1),
                                Duration.ofHours(1)),
                        1),
                T0);
        Instant soon = T0.plusSeconds(1); // Before anything else is due.
        while (campaigns.nextDeadline().filter(soon::isAfter).isPresent()) {
            campaigns.on(campaigns.deadlinePassed(), T0);
        }
    }

    /** Keeps everything reachable while the heap is measured. */
    long size() {
        return subscriptions.count() + (campaigns.nextDeadline().isPresent() ? 0 : 1);
    }

    private SipRequest request(SubscriberId user, int number) {
        String name = user.uri().substring("sip:".length(), user.uri().indexOf('@'));
        String tag = token(10);
        String address = "10." + (number >> 16) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
        String urn = "urn:uuid:" + new UUID(random.nextLong(), random.nextLong());
        String contact = "<sip:" + name + "@" + address + ":5060;alias=" + address + "~5060~1;gr=" + urn
                + ">;+sip.instance=\"<" + urn + ">\"";
        SipHeaders headers = SipHeaders.NONE
                .with("From", "<" + user.uri() + ">;tag=" + tag)
                .with("To", "<" + SERVICE + ">")
                .with("Call-ID", token(31) + "@10.1.2.3") // 40 characters.
                .with("CSeq", "1 SUBSCRIBE")
                .with("Event", EVENT)
                .with("Expires", "86400")
                .with("Record-Route", route("scscf1", tag))
                .with("Record-Route", route("pcscf" + number % DOMAINS, tag))
                .with("Contact", contact);
        return new SipRequest(
                "SUBSCRIBE",
                SERVICE,
                headers,
                SipBody.NONE,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 5060),
                SipTransport.TCP);
    }

    /** As Kamailio writes it: 70 characters or so, with the tag of the dialog and what it itself calls the dialog. */
    private String route(String proxy, String tag) {
        String dialog = Integer.toHexString(random.nextInt(1 << 12)) + "." + Integer.toHexString(random.nextInt());
        return "<sip:mo@" + proxy + ".ims.example:6060;lr=on;ftag=" + tag + ";did=" + dialog + ">";
    }

    private String token(int chars) {
        var text = new StringBuilder();
        for (int i = 0; i < chars; i++) {
            text.append(Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX));
        }
        return text.toString();
    }

    private static DomainId domain(int number) {
        return new DomainId("area-" + number);
    }
}
