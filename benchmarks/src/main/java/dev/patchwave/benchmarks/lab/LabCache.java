package dev.patchwave.benchmarks.lab;

import dev.patchwave.cache.app.CachedRelease;
import dev.patchwave.http.Problem;
import dev.patchwave.http.PushInbox;
import dev.patchwave.http.Route;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.transfer.SlotAdmission;
import dev.patchwave.trust.SignedManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A cache: the program's own release, member of the source's swarm and origin of its domain's, without the signalling around it. */
final class LabCache implements PushInbox {
    private final DataPlane plane;
    private final boolean sparesSource;
    private volatile CachedRelease release;

    private LabCache(DataPlane plane, boolean sparesSource) {
        this.plane = plane;
        this.sparesSource = sparesSource;
    }

    static void run(LabHost host, boolean sparesSource) throws Exception {
        WarmUp.of(host);
        var cache = listening(new DataPlane(host), sparesSource);
        host.mark("ready");
        if (!"1".equals(LabHost.variable("PRELOADED"))) {
            host.await("go");
        }
        var source = LabHost.baseOf(LabHost.variable("SRC_IP"));
        cache.follow(source, cache.plane.manifest(source), () -> filled(host));
    }

    /** One that has no release yet. */
    static LabCache listening(DataPlane plane, boolean sparesSource) throws IOException {
        var cache = new LabCache(plane, sparesSource);
        cache.listen();
        return cache;
    }

    private void listen() throws IOException {
        var segments = plane.segments(new DomainSwarm());
        plane.router.post(
                "/v1/releases/{id}/swarm",
                request -> release == null
                        ? Route.done(Problem.response(404, "this release is not known here"))
                        : release.domainSwarm().answer(request));
        plane.listen(this, segments);
    }

    /** Fills itself from the source, and plans for its domain. */
    CachedRelease follow(URI source, SignedManifest signed, Runnable filled) throws IOException {
        var around = new CachedRelease.Surroundings(
                plane.member(),
                new Holder(plane.id(), HolderKind.OWN_CACHE, plane.host.base()),
                source,
                plane::slots,
                sparesSource,
                plane.dialback(),
                plane.fetcher,
                orders -> {},
                Clock.systemUTC(),
                Random::new,
                DataPlane.endingTheProgram());
        release = new CachedRelease(around, plane.store.create(signed), filled::run);
        release.start();
        plane.onPlanned(release.domainSwarm()::feeds);
        return release;
    }

    private static void filled(LabHost host) {
        try {
            host.mark("filled");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public HolderKind sender() {
        return HolderKind.SOURCE;
    }

    @Override
    public ManifestDecision manifest(ReleaseId path, byte[] envelope) {
        return new ManifestDecision.Refused(403, "a cache takes manifests by fill order only");
    }

    @Override
    public void began(ReleaseId id, int segment) {
        release.began(segment);
    }

    @Override
    public void stored(ReleaseId id, int segment, Optional<HolderId> from) {
        release.pushed(segment);
    }

    private final class DomainSwarm implements SlotAdmission.Swarms {
        @Override
        public List<Holder> holding(ReleaseId id, int segment, HolderId asker) {
            return release.domainSwarm().alternates().of(segment);
        }

        @Override
        public Runnable serving(ReleaseId id, HolderId asker) {
            return release.domainSwarm().serving(asker);
        }
    }
}
