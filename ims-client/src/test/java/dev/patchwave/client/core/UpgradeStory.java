package dev.patchwave.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.client.core.UpgradeEffect.Report;
import dev.patchwave.client.core.UpgradeOrder.Manner;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One device's upgrade and its disk: tells the core, and keeps what it wants remembered. */
abstract class UpgradeStory {
    static final Instant T0 = Instant.parse("2026-03-01T08:00:00Z");
    static final Optional<CampaignId> CAMPAIGN = Optional.of(new CampaignId("c-1"));
    static final URI MANIFEST = URI.create("http://cache-1:8080/v1/releases/x/manifest");
    static final ReleaseId TWO = new ReleaseId("ims-client", "2.0");
    static final ReleaseId THREE = new ReleaseId("ims-client", "3.0");
    static final UpgradePolicy ACCEPT = UpgradePolicy.standard();
    static final UpgradePolicy ASK = ACCEPT.withOffers(UpgradePolicy.Offers.ASK);

    Instant now = T0;
    UpgradeState durable = UpgradeState.initial("1.0");
    Upgrade upgrade = start(ACCEPT);

    Upgrade start(UpgradePolicy policy) {
        return new Upgrade("ims-client", policy, durable, new Random(42));
    }

    List<UpgradeEffect> restart(UpgradePolicy policy) {
        upgrade = start(policy);
        return feed(new UpgradeEvent.Started());
    }

    List<UpgradeEffect> tell(UpgradeOrder order) {
        return feed(new UpgradeEvent.Told(order));
    }

    void finish(ReleaseId release, long sequence) {
        feed(new UpgradeEvent.ManifestTrusted(release, sequence));
        delivered();
        feed(new UpgradeEvent.DownloadFinished(release));
        feed(new UpgradeEvent.Installed(release));
        delivered();
    }

    void delivered() {
        feed(new UpgradeEvent.ReportAnswered(durable.unsent().getFirst(), new Receipt.Taken()));
    }

    List<UpgradeEffect> wakeAt(Instant moment) {
        now = moment;
        return feed(upgrade.deadlinePassed());
    }

    /** What the core asked for beside remembering, which is checked to come first, and kept for a restart. */
    List<UpgradeEffect> feed(UpgradeEvent event) {
        var effects = upgrade.on(event, now);
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i) instanceof UpgradeEffect.Remember(var state)) {
                assertEquals(0, i, "remembered before anything else");
                durable = state;
            }
        }
        return effects.stream()
                .filter(effect -> !(effect instanceof UpgradeEffect.Remember))
                .toList();
    }

    Report report(ReleaseId release, Outcome outcome, String detail) {
        var queued = durable.unsent().stream()
                .filter(change -> change.outcome() == outcome)
                .findFirst();
        var at = queued.map(StateChange::at).orElse(now);
        var from = queued.map(StateChange::fromVersion).orElse("1.0");
        return new Report(new StateChange(release, CAMPAIGN, from, outcome, detail, at));
    }

    static UpgradeOrder forced(ReleaseId release, long sequence) {
        return order(release, sequence, Manner.FORCED, Duration.ZERO, Optional.empty());
    }

    static UpgradeOrder offered(ReleaseId release, long sequence) {
        return order(release, sequence, Manner.OFFERED, Duration.ZERO, Optional.empty());
    }

    static UpgradeOrder spread(ReleaseId release, long sequence, Duration spread) {
        return order(release, sequence, Manner.FORCED, spread, Optional.empty());
    }

    static UpgradeOrder order(
            ReleaseId release, long sequence, Manner manner, Duration spread, Optional<Instant> deadline) {
        return new UpgradeOrder(release, sequence, manner, MANIFEST, CAMPAIGN, spread, deadline);
    }
}
