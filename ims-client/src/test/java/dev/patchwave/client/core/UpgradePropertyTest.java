package dev.patchwave.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.core.UpgradeOrder.Manner;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any order of signals, answers, losses and crashes: what holds always, and that calm brings the newest release. */
class UpgradePropertyTest {
    private static final URI MANIFEST = URI.create("http://cache-1:8080/m");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void whateverHappensTheDeviceOnlyMovesForwardAndArrivesOnceThingsAreCalm(int block) {
        for (int seed = block * 200; seed < block * 200 + 200; seed++) {
            try {
                new Run(seed).play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static final class Run {
        private final Random random;
        private final UpgradePolicy policy;
        private final ArrayDeque<UpgradeEvent> answers = new ArrayDeque<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private UpgradeState durable = UpgradeState.initial("v0");
        private Upgrade upgrade;
        private long newestTold;
        private boolean calm;

        Run(int seed) {
            random = new Random(seed);
            var offers = random.nextBoolean() ? UpgradePolicy.Offers.ACCEPT : UpgradePolicy.Offers.ASK;
            policy = UpgradePolicy.standard().withOffers(offers);
            upgrade = new Upgrade("p", policy, durable, new Random(seed));
        }

        void play() {
            feed(new UpgradeEvent.Started());
            for (int step = 0; step < 150; step++) {
                disturb();
            }
            calm = true;
            newestTold++;
            tell(newestTold, Manner.FORCED, "last");
            for (int step = 0;
                    step < 500
                            && (durable.pending().isPresent()
                                    || !durable.unsent().isEmpty());
                    step++) {
                progress();
            }
            assertEquals("v" + newestTold, durable.installedVersion(), () -> "ended in " + durable);
            assertEquals(List.of(), durable.unsent());
        }

        private void disturb() {
            switch (random.nextInt(10)) {
                case 0 -> tell(oldOrNew(), anyManner(), "c" + random.nextInt(3));
                case 1 -> tell(++newestTold, anyManner(), "c" + random.nextInt(3));
                case 2 -> crash();
                case 3 ->
                    durable.pending()
                            .ifPresent(p ->
                                    feed(new UpgradeEvent.Accepted(p.order().release())));
                case 4 ->
                    durable.pending()
                            .ifPresent(p ->
                                    feed(new UpgradeEvent.Declined(p.order().release())));
                default -> progress();
            }
        }

        private long oldOrNew() {
            newestTold = Math.max(1, newestTold);
            return 1 + random.nextLong(newestTold);
        }

        private Manner anyManner() {
            return List.of(Manner.OFFERED, Manner.FORCED, Manner.REQUESTED).get(random.nextInt(3));
        }

        private void crash() {
            answers.clear();
            upgrade = new Upgrade("p", policy, durable, random);
            feed(new UpgradeEvent.Started());
        }

        private void progress() {
            if (!answers.isEmpty()) {
                feed(answers.remove());
            } else {
                upgrade.nextDeadline().ifPresent(deadline -> {
                    now = deadline.isAfter(now) ? deadline : now;
                    feed(upgrade.deadlinePassed());
                });
            }
        }

        private void tell(long sequence, Manner manner, String campaign) {
            var spread = Duration.ofSeconds(random.nextInt(100));
            feed(new UpgradeEvent.Told(new UpgradeOrder(
                    release(sequence),
                    sequence,
                    manner,
                    MANIFEST,
                    Optional.of(new CampaignId(campaign)),
                    spread,
                    Optional.empty())));
        }

        private void feed(UpgradeEvent event) {
            now = now.plusMillis(random.nextInt(50));
            var effects = new ArrayList<>(upgrade.on(event, now));
            for (var effect : effects) {
                perform(effect);
            }
            assertEquals(durable, upgrade.state(), "nothing is decided that was not remembered");
            boolean woken = event instanceof UpgradeEvent.DeadlinePassed;
            assertTrue(
                    !woken
                            || upgrade.nextDeadline()
                                    .filter(at -> !at.isAfter(now))
                                    .isEmpty(),
                    "wakes for ever");
        }

        private void perform(UpgradeEffect effect) {
            switch (effect) {
                case UpgradeEffect.Remember(var state) -> remember(state);
                case UpgradeEffect.AskUser ask -> {}
                case UpgradeEffect.FetchManifest(var release, var uri) -> answers.add(manifestAnswer(release));
                case UpgradeEffect.Download(var release) -> answers.add(downloadAnswer(release));
                case UpgradeEffect.Abandon abandon -> {}
                case UpgradeEffect.Install(var release) -> answers.add(installAnswer(release));
                case UpgradeEffect.Report(var change) -> {
                    boolean delivered = calm || random.nextBoolean();
                    answers.add(new UpgradeEvent.ReportAnswered(
                            change, delivered ? new Receipt.Taken() : new Receipt.Lost()));
                }
                case UpgradeEffect.Resubscribe(var version) -> assertEquals(durable.installedVersion(), version);
            }
        }

        private void remember(UpgradeState state) {
            assertTrue(state.installedSequence() >= durable.installedSequence(), "no way back");
            assertTrue(state.lastSequenceSeen() >= durable.lastSequenceSeen(), "no replay");
            assertTrue(state.unsent().size() <= UpgradeState.MAX_UNSENT_REPORTS);
            state.pending().ifPresent(p -> assertTrue(p.reports() <= Upgrade.MAX_REPORTS));
            durable = state;
        }

        private UpgradeEvent manifestAnswer(ReleaseId release) {
            return switch (calm ? 0 : random.nextInt(5)) {
                case 3 -> new UpgradeEvent.NoRoom(release, "no room");
                case 1 -> new UpgradeEvent.ManifestRefused(release, "bad signature");
                case 2 -> new UpgradeEvent.ManifestUnreachable(release, "refused");
                default -> new UpgradeEvent.ManifestTrusted(release, sequence(release));
            };
        }

        private UpgradeEvent downloadAnswer(ReleaseId release) {
            return switch (calm ? 0 : random.nextInt(6)) {
                case 4 -> new UpgradeEvent.NoRoom(release, "no room");
                case 1 -> new UpgradeEvent.DownloadFailed(release, "disk full");
                case 2 -> new UpgradeEvent.SwarmUnreachable(release, "nobody there");
                case 3 -> new UpgradeEvent.SegmentsGained(release);
                default -> new UpgradeEvent.DownloadFinished(release);
            };
        }

        private UpgradeEvent installAnswer(ReleaseId release) {
            return switch (calm ? 0 : random.nextInt(5)) {
                case 1, 2 -> new UpgradeEvent.InstallFailed(release, "health check");
                case 3 -> new UpgradeEvent.NoRoom(release, "no room");
                default -> new UpgradeEvent.Installed(release);
            };
        }

        private static ReleaseId release(long sequence) {
            return new ReleaseId("p", "v" + sequence);
        }

        private static long sequence(ReleaseId release) {
            return Long.parseLong(release.version().substring(1));
        }
    }
}
