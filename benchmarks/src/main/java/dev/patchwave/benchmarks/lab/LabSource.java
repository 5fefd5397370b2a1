package dev.patchwave.benchmarks.lab;

import dev.patchwave.http.Problem;
import dev.patchwave.http.Route;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.TrackerLimits;
import dev.patchwave.transfer.Dialback;
import dev.patchwave.transfer.SwarmOrigin;
import dev.patchwave.trust.SignedManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The source: owns the patch, plans for the caches and pushes to them. */
final class LabSource {
    private LabSource() {}

    static void run(LabHost host, boolean sparesItself) throws Exception {
        WarmUp.of(host);
        var plane = new DataPlane(host);
        var signed = SignedManifest.readBack(Files.readAllBytes(host.run().resolve("manifest.dsse.json")));
        var held = plane.store.find(LabHost.RELEASE).isPresent()
                ? plane.store.find(LabHost.RELEASE).get()
                : plane.store.create(signed);
        held.importContent(Path.of(LabHost.variable("FILE")));
        serve(plane, held, sparesItself).fallbacks(caches());
        host.mark("ready");
    }

    /** Plans and serves what is held, from now on. */
    static SwarmOrigin serve(DataPlane plane, SegmentStore held, boolean sparesItself) throws IOException {
        var tracker = new SwarmTracker(
                held.release(),
                new Holder(new HolderId("source"), HolderKind.SOURCE, plane.host.base()),
                held.owned(),
                new OriginPolicy(plane.slots(), true, sparesItself),
                TrackerLimits.defaults(),
                new Random());
        var origin = new SwarmOrigin(
                held.release(),
                held.manifest().segmentCount(),
                tracker,
                (member, segment) -> plane.fetcher
                        .pushSegment(member, held, segment, plane.uplink)
                        .outcome(),
                SwarmOrigin.Places.observed(),
                Dialback.trusting(),
                report -> {},
                Clock.systemUTC(),
                DataPlane.endingTheProgram());
        origin.start();
        plane.segments((release, segment, asker) -> origin.alternates().of(segment));
        plane.onPlanned(origin::feeds);
        plane.router.post(
                "/v1/releases/{id}/swarm",
                request -> held.release().toString().equals(request.variable("id"))
                        ? origin.answer(request)
                        : Route.done(Problem.response(404, "this release is not known here")));
        plane.listen();
        return origin;
    }

    /** The caches as the runner names them: by the number of their domain. */
    private static List<Holder> caches() {
        var addresses = LabHost.addresses("CACHES");
        return IntStream.range(0, addresses.length)
                .mapToObj(domain -> new Holder(
                        new HolderId("d" + domain + "cache"),
                        HolderKind.OTHER_CACHE,
                        LabHost.baseOf(addresses[domain])))
                .toList();
    }
}
