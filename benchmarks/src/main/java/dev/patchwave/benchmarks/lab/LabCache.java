package dev.patchwave.benchmarks.lab;

import dev.patchwave.http.Problem;
import dev.patchwave.http.PushInbox;
import dev.patchwave.http.PushOutcome;
import dev.patchwave.http.Route;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.TrackerLimits;
import dev.patchwave.transfer.DownloadListener;
import dev.patchwave.transfer.MemberDownload;
import dev.patchwave.transfer.SwarmOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** A cache: member of the source's swarm, origin of its domain's. */
final class LabCache {
    private final DataPlane plane;
    private volatile SwarmOrigin domain;
    private volatile MemberDownload fill;

    private LabCache(DataPlane plane) {
        this.plane = plane;
    }

    static void run(LabHost host) throws Exception {
        WarmUp.of(host);
        var plane = new DataPlane(host);
        new LabCache(plane).run();
    }

    private void run() throws Exception {
        var host = plane.host;
        var segments = plane.segments((release, segment, asker) -> Optional.ofNullable(domain)
                .map(swarm -> swarm.alternates().of(segment))
                .orElseThrow());
        plane.router.post(
                "/v1/releases/{id}/swarm",
                request -> domain == null
                        ? Route.done(Problem.response(404, "this release is not known here"))
                        : domain.answer(request));
        plane.listen(new Inbox(), segments);
        host.mark("ready");
        if (!"1".equals(LabHost.variable("PRELOADED"))) {
            host.await("go");
        }
        var source = LabHost.baseOf(LabHost.variable("SRC_IP"));
        var signed = plane.manifest(source);
        begin(plane.store.create(signed));
    }

    private void begin(SegmentStore held) {
        var self = new Holder(plane.id(), HolderKind.OWN_CACHE, plane.host.base());
        var tracker = new SwarmTracker(
                held.release(),
                self,
                held.owned(),
                new OriginPolicy(plane.slots(), false, false).crossing(5),
                TrackerLimits.defaults(),
                new Random());
        domain = new SwarmOrigin(
                held.release(),
                held.manifest().segmentCount(),
                tracker,
                (member, segment) ->
                        CompletableFuture.completedFuture(new PushOutcome.Refused(405, "a cache pushes nothing")),
                SwarmOrigin.Places.observed(),
                report -> {},
                Clock.systemUTC(),
                DataPlane.endingTheProgram());
        fill = new MemberDownload(
                plane.member(),
                held,
                LabHost.baseOf(LabHost.variable("SRC_IP")),
                plane.fetcher,
                DownloadLimits.defaults(),
                true,
                new Filling(),
                Clock.systemUTC(),
                new Random(),
                DataPlane.endingTheProgram());
        domain.onStrain(fill::strained);
        domain.start();
        domain.fallbacks(LabSource.fallbacks(plane.host));
        fill.start();
    }

    /** What the source pushes. */
    private final class Inbox implements PushInbox {
        @Override
        public HolderKind sender() {
            return HolderKind.SOURCE;
        }

        @Override
        public ManifestDecision manifest(ReleaseId path, byte[] envelope) {
            return new ManifestDecision.Refused(403, "a cache takes manifests by fill order only");
        }

        @Override
        public void began(ReleaseId release, int segment) {
            fill.begun(segment);
        }

        @Override
        public void stored(ReleaseId release, int segment, Optional<HolderId> from) {
            fill.pushed(segment);
        }
    }

    private final class Filling implements DownloadListener {
        @Override
        public void owned(int segment) {
            domain.owns(segment);
        }

        @Override
        public void begun(int segment) {
            domain.begins(segment);
        }

        @Override
        public void planned(SwarmPlan plan) {
            var beyond = plan.fallbacks().stream()
                    .filter(holder -> holder.kind() != HolderKind.OWN_CACHE && holder.kind() != HolderKind.PEER)
                    .toList();
            domain.fallbacks(beyond);
        }

        @Override
        public void finished() {
            try {
                plane.host.mark("filled");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void banned(Holder holder) {}

        @Override
        public void diskFailed(String reason) {
            throw new IllegalStateException(reason);
        }
    }
}
