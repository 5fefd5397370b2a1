package dev.patchwave.source.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.ExpiryPolicy;
import dev.patchwave.signal.sip.Notifier;
import dev.patchwave.signal.sip.NotifierLimits;
import dev.patchwave.signal.sip.NotifyContent;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SubscriptionRecord;
import dev.patchwave.source.core.CampaignEffect;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.core.CampaignLimits;
import dev.patchwave.source.core.Campaigns;
import dev.patchwave.source.core.Delivery;
import dev.patchwave.source.core.Releases;
import dev.patchwave.source.core.Running;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.swarm.HolderId;
import java.lang.ref.Reference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a subscription costs the source in live heap, everything together: dialog, member, place in a campaign. */
class SubscriptionMemoryTest {
    private static final int SUBSCRIPTIONS = 100_000;
    private static final int MOST_BYTES_EACH = 512;
    private static final int MANY_STEPS = 10_000_000;
    private static final long SEED = 7;
    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0.0");
    private static final CampaignId CAMPAIGN = new CampaignId("c-1");
    private static final SortedMap<DomainId, List<HolderId>> DOMAINS = domains();
    private static final NotifyContent NEWS =
            new NotifyContent("7-0123456789ab", Optional.of(Duration.ZERO), SipBody.NONE);

    @Test
    void aSubscriptionTakesAtMost512BytesOfHeapWaitingAndTold() {
        long before = liveBytes();
        var source = new Source();
        try {
            source.load();
            assertFits("subscribed", before);
            source.command();
            assertFits("waiting in a campaign", before);
            source.tellAll();
            assertFits("told", before);
            assertEquals(SUBSCRIPTIONS, source.told);
        } finally {
            Reference.reachabilityFence(source);
        }
    }

    private static void assertFits(String when, long before) {
        long each = (liveBytes() - before) / SUBSCRIPTIONS;
        System.out.println("heap of a subscription, " + when + ": " + each + " bytes (seed " + SEED + ")");
        assertTrue(each <= MOST_BYTES_EACH, when + ": " + each + " bytes, at most " + MOST_BYTES_EACH);
    }

    private static long liveBytes() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static SortedMap<DomainId, List<HolderId>> domains() {
        var domains = new TreeMap<DomainId, List<HolderId>>();
        for (int i = 0; i < 20; i++) {
            domains.put(new DomainId("area-" + i), List.of(new HolderId("cache-" + i)));
        }
        return domains;
    }

    /** What a source holds for its subscriptions, without network and disk. */
    private static final class Source {
        private final StateKeeper keeper = new StateKeeper(new ForgetfulStore(), Clock.systemUTC(), failure -> {
            throw new AssertionError(failure);
        });
        private final DurableSubscriptions subscriptions = new DurableSubscriptions(keeper, List.of());
        private final Notifier notifier = new Notifier(
                subscriptions,
                ExpiryPolicy.USUAL,
                NotifierLimits.USUAL,
                transport -> "sip:software@10.0.0.1:5060",
                new Random(SEED));
        private final Campaigns campaigns = new Campaigns(
                CampaignLimits.DEFAULT,
                DOMAINS,
                List.of(new Releases.Published(RELEASE, 7, false)),
                List.of(),
                new Random(SEED),
                T0);
        private Instant now = T0;
        private long tickets;
        private int told;

        void load() {
            var many = new ManySubscriptions(SEED, T0);
            List<DomainId> areas = List.copyOf(DOMAINS.keySet());
            for (int number = 0; number < SUBSCRIPTIONS; number++) {
                SubscriptionRecord record = many.of(number);
                DomainId area = areas.get(number % areas.size());
                subscriptions.put(record);
                on(new CampaignEvent.Registered(
                        record.subscriber(), Devices.of(record), area, now.plus(Duration.ofHours(20))));
                var profile = record.profile();
                on(new CampaignEvent.Subscribed(
                        record.subscriber(),
                        Devices.of(record),
                        area,
                        new Running(profile.vendor(), profile.model(), profile.version()),
                        record.expires(),
                        tickets++));
            }
        }

        /** Everybody joins, and waits for the cache. */
        void command() {
            var command = new Signal.CampaignCommand(
                    CAMPAIGN,
                    Manner.FORCED,
                    RELEASE,
                    new Audience.Domains(List.copyOf(DOMAINS.keySet())),
                    Duration.ofHours(4),
                    Duration.ofSeconds(10));
            on(new CampaignEvent.Commanded(new SubscriberId("sip:admin@ims.example"), command, tickets++));
            passUntil(now.plusSeconds(5));
        }

        void tellAll() {
            DOMAINS.values().forEach(caches -> on(new CampaignEvent.CacheHolds(caches.getFirst(), RELEASE, 100)));
            passUntil(now.plusSeconds(120));
        }

        private void passUntil(Instant end) {
            for (int step = 0; step < MANY_STEPS; step++) {
                Optional<Instant> next = campaigns.nextDeadline();
                if (next.isEmpty() || next.get().isAfter(end)) {
                    now = end;
                    return;
                }
                now = next.get().isAfter(now) ? next.get() : now.plusMillis(1);
                on(campaigns.deadlinePassed());
            }
            throw new AssertionError("the campaigns do not come to rest");
        }

        private void on(CampaignEvent first) {
            var events = new ArrayDeque<CampaignEvent>(List.of(first));
            while (!events.isEmpty()) {
                for (CampaignEffect effect : campaigns.on(events.remove(), now)) {
                    switch (effect) {
                        case CampaignEffect.Persist(var record) -> keeper.keep(record);
                        case CampaignEffect.NotifyOffer(var subscriber, var instance, var offer) -> {
                            notifier.subscriptions(subscriber, now)
                                    .forEach(record -> notifier.notify(record.id(), NEWS, now));
                            told++;
                            events.add(new CampaignEvent.SignalAnswered(CAMPAIGN, instance, new Delivery.Delivered()));
                        }
                        default -> {}
                    }
                }
            }
        }
    }
}
