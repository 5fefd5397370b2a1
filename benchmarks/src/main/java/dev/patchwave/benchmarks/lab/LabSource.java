package dev.patchwave.benchmarks.lab;

import dev.patchwave.http.Problem;
import dev.patchwave.http.Route;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.TrackerLimits;
import dev.patchwave.transfer.SwarmOrigin;
import dev.patchwave.trust.SignedManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;

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
        var tracker = new SwarmTracker(
                held.release(),
                new Holder(new HolderId("source"), HolderKind.SOURCE, host.base()),
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
                (member, said, remote) ->
                        Optional.of(said.seenFrom(remote.getAddress().getHostAddress())),
                report -> {},
                Clock.systemUTC(),
                DataPlane.endingTheProgram());
        origin.start();
        plane.segments((release, segment, asker) -> origin.alternates().of(segment));
        plane.router.post(
                "/v1/releases/{id}/swarm",
                request -> "lab@1".equals(request.variable("id"))
                        ? origin.answer(request)
                        : Route.done(Problem.response(404, "this release is not known here")));
        plane.listen();
        host.mark("ready");
    }

    /** Whom a program of this source may be sent to beyond its own domain. */
    static List<Holder> fallbacks(LabHost host) {
        return List.of(
                new Holder(new HolderId("source"), HolderKind.SOURCE, LabHost.baseOf(LabHost.variable("SRC_IP"))));
    }
}
