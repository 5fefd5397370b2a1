package dev.patchwave.source.app;

import dev.patchwave.http.Admission;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Router;
import dev.patchwave.http.SegmentServer;
import dev.patchwave.release.Manifest;
import dev.patchwave.source.http.DrainDesk;
import dev.patchwave.source.http.PublishInbox;
import dev.patchwave.source.http.ResumeDesk;
import dev.patchwave.source.http.StatusDesk;
import dev.patchwave.source.http.SwarmDesk;
import dev.patchwave.stop.StopBook;
import dev.patchwave.stop.StopDesk;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.ServingSlots;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Who answers what at the source's HTTP port.
 *
 * @param drain begins to send subscribers elsewhere
 * @param health asked for the answer to {@code /healthz}
 * @param published told of each release that is complete
 */
record SourceRoutes(
        SourceConfig config,
        Belief belief,
        ReleaseStore releases,
        SwarmDesk swarms,
        ResumeDesk resume,
        StatusDesk status,
        StopBook stops,
        Runnable drain,
        Supplier<Response> health,
        Consumer<SegmentStore> published) {
    /** What the port takes on. */
    static HttpLimits limits(SourceConfig config) {
        return HttpLimits.DEFAULT
                .withMaxConnections(config.http().maxConnections())
                .withDoor(config.http().limits());
    }

    /** How many are served at once. */
    static ServingSlots.Limits slots(SourceConfig config) {
        return ServingSlots.Limits.of(
                config.uplink().bitsPerSecond(), Manifest.DEFAULT_SEGMENT_SIZE_BYTES, config.slots(), 2);
    }

    Router router(Admission admission) {
        var desk = new StopDesk(stops);
        var router = new Router();
        belief.addTo(router);
        router.get("/healthz", request -> Route.done(health.get()))
                .get("/v1/status", request -> status.answer())
                .post(
                        "/v1/drain",
                        new DrainDesk(config.http().listen().address().getAddress(), drain)::answer)
                .get("/v1/stops", request -> Route.done(desk.answer()))
                .post(
                        "/v1/releases/{id}/swarm",
                        request -> desk.swarmAnswer(request.variable("id"))
                                .map(Route::done)
                                .orElseGet(() -> swarms.answer(request)))
                .post("/v1/releases/{id}/resume", resume::answer);
        new SegmentServer(releases, StopDesk.guard(stops, admission), served -> status.served(served.bytes()))
                .serve(router)
                .accept(
                        router,
                        new PublishInbox(releases, belief::judgeOf, swarms::owns, published),
                        config.publishers(),
                        limits(config));
        return router;
    }
}
