package dev.patchwave.benchmarks.lab;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.transfer.DownloadListener;
import dev.patchwave.transfer.MemberDownload;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedManifest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * A program of the lab stands for one that has been running for days: before it is ready it plays a small campaign by itself, on
 * loopback, as a source, a cache and clients that help each other. So it is not the start of two dozen JVMs on two cores, with their
 * compilers, that is measured.
 */
final class WarmUp {
    private static final ReleaseId RELEASE = ReleaseId.parse("warm-up@1");
    private static final int PATCH_BYTES = 8 << 20;
    /** Small, so that what happens once a segment happens often. */
    private static final int SEGMENT_BYTES = 128 << 10;

    private static final int SOURCE_PORT = 18_480;
    private static final int CACHE_PORT = 18_481;
    private static final int FIRST_CLIENT_PORT = 18_482;
    private static final int CLIENTS = 2;
    private static final long ORIGIN_BITS_PER_SECOND = 100_000_000;
    private static final long CLIENT_BITS_PER_SECOND = 40_000_000;

    private final LabHost host;
    private final Path patch;
    private final SignedManifest signed;

    private WarmUp(LabHost host, Path patch, SignedManifest signed) {
        this.host = host;
        this.patch = patch;
        this.signed = signed;
    }

    static void of(LabHost host) throws Exception {
        var patch = Files.createDirectories(host.directory().resolve("warm")).resolve("patch");
        byte[] bytes = new byte[PATCH_BYTES];
        new Random(1).nextBytes(bytes);
        Files.write(patch, bytes);
        var cutter = new PatchCutter(RELEASE, 1, SEGMENT_BYTES, Instant.EPOCH);
        var signed = new ManifestSigner(PublisherKey.generate()).sign(cutter.cut(patch, cut -> {}));
        new WarmUp(host, patch, signed).play();
        Files.delete(patch);
    }

    private void play() throws Exception {
        try (var source = new DataPlane(host.onLoopback("warm-source", SOURCE_PORT, ORIGIN_BITS_PER_SECOND));
                var cache = new DataPlane(host.onLoopback("warm-cache", CACHE_PORT, ORIGIN_BITS_PER_SECOND))) {
            var held = source.store.create(signed);
            held.importContent(patch);
            var listening = LabCache.listening(cache, false);
            var origin = LabSource.serve(source, held, false);
            var cached = listening.follow(source.host.base(), signed, () -> {});
            crowd(cache.host.base());
            cached.close();
            origin.close();
        }
    }

    private void crowd(URI cache) throws Exception {
        var planes = new ArrayList<DataPlane>();
        var downloads = new ArrayList<MemberDownload>();
        var done = new CountDownLatch(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            var plane = LabClient.serving(
                    new DataPlane(host.onLoopback("warm-" + i, FIRST_CLIENT_PORT + i, CLIENT_BITS_PER_SECOND)));
            planes.add(plane);
            downloads.add(LabClient.download(plane, plane.store.create(signed), cache, new Until(done)));
        }
        downloads.forEach(MemberDownload::start);
        done.await();
        downloads.forEach(MemberDownload::close);
        for (var plane : planes) {
            plane.close();
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
