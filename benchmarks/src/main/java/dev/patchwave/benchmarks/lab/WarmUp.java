package dev.patchwave.benchmarks.lab;

import dev.patchwave.http.PushOutcome;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.TrackerLimits;
import dev.patchwave.transfer.Dialback;
import dev.patchwave.transfer.DownloadListener;
import dev.patchwave.transfer.MemberDownload;
import dev.patchwave.transfer.SwarmOrigin;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A program of the lab stands for one that has been running for days: before it is ready it moves a small patch from itself to itself
 * over loopback, so that it is not the start of two dozen JVMs on two cores that is measured.
 */
final class WarmUp {
    private static final int PATCH_BYTES = 12 << 20;
    private static final int ORIGIN_PORT = 18_480;
    private static final int MEMBER_PORT = 18_481;
    private static final ReleaseId RELEASE = ReleaseId.parse("warm-up@1");

    private WarmUp() {}

    static void of(LabHost host) throws Exception {
        var directory = Files.createDirectories(host.directory().resolve("warm"));
        var file = directory.resolve("patch");
        byte[] patch = new byte[PATCH_BYTES];
        new Random(1).nextBytes(patch);
        Files.write(file, patch);
        var cutter = new PatchCutter(RELEASE, 1, Manifest.DEFAULT_SEGMENT_SIZE_BYTES, Instant.EPOCH);
        var signed = new ManifestSigner(PublisherKey.generate()).sign(cutter.cut(file, bytes -> {}));
        try (var origin = new DataPlane(host.onLoopback("warm-origin", ORIGIN_PORT));
                var member = new DataPlane(host.onLoopback("warm-member", MEMBER_PORT))) {
            var held = origin.store.create(signed);
            held.importContent(file);
            move(origin, held, member, signed);
        }
        Files.delete(file);
    }

    private static void move(DataPlane from, SegmentStore held, DataPlane to, SignedManifest signed)
            throws IOException, InterruptedException {
        var self = new Holder(from.id(), HolderKind.OWN_CACHE, from.host.base());
        var tracker = new SwarmTracker(
                RELEASE,
                self,
                held.owned(),
                new OriginPolicy(from.slots(), false, false),
                TrackerLimits.defaults(),
                new Random());
        var refused = CompletableFuture.<PushOutcome>completedFuture(new PushOutcome.Refused(405, "nothing"));
        try (var swarm = new SwarmOrigin(
                RELEASE,
                held.manifest().segmentCount(),
                tracker,
                (member, segment) -> refused,
                SwarmOrigin.Places.observed(),
                Dialback.trusting(),
                report -> {},
                Clock.systemUTC(),
                DataPlane.endingTheProgram())) {
            swarm.start();
            from.segments((release, segment, asker) -> List.of());
            from.router.post("/v1/releases/{id}/swarm", swarm::answer);
            from.listen();
            to.segments((release, segment, asker) -> List.of());
            to.listen();
            fetch(to, to.store.create(signed), self);
        }
    }

    private static void fetch(DataPlane to, SegmentStore wanted, Holder origin) throws InterruptedException {
        var done = new CountDownLatch(1);
        try (var download = new MemberDownload(
                to.member(),
                wanted,
                origin.uri(),
                to.fetcher,
                DownloadLimits.defaults(),
                true,
                new Until(done),
                Clock.systemUTC(),
                new Random(),
                DataPlane.endingTheProgram())) {
            download.start();
            done.await();
        }
    }

    private record Until(CountDownLatch done) implements DownloadListener {
        @Override
        public void owned(int segment) {}

        @Override
        public void planned(SwarmPlan plan) {}

        @Override
        public void finished() {
            done.countDown();
        }

        @Override
        public void banned(Holder holder) {}

        @Override
        public void diskFailed(String reason, boolean passing) {}
    }
}
