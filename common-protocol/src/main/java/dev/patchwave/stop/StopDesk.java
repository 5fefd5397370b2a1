package dev.patchwave.stop;

import dev.patchwave.http.Admission;
import dev.patchwave.http.Response;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.trust.SignedStop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What of the kill switch is seen by HTTP: the list of orders, swarm answers of stopped releases, and payload that is not served. Any thread. */
public final class StopDesk {
    private static final Duration COME_BACK = Duration.ofSeconds(30);

    private final StopBook stops;

    public StopDesk(StopBook stops) {
        this.stops = stops;
    }

    /** {@code GET /v1/stops}. */
    public Response answer() {
        byte[] list =
                StopCodec.write(stops.all().stream().map(SignedStop::toText).toList());
        return Response.json(200, list).with("Cache-Control", "no-store");
    }

    /** The answer to whoever reports to the swarm of a release; empty when that is not stopped. */
    public Optional<Response> swarmAnswer(String release) {
        try {
            var id = ReleaseId.parse(release);
            return stops.stops(id)
                    ? Optional.of(Response.json(200, SwarmCodec.write(stops.planOfStopped(id))))
                    : Optional.empty();
        } catch (IllegalArgumentException noRelease) {
            return Optional.empty();
        }
    }

    /** Lets nobody have payload of a stopped release, and asks {@code others} about the rest. */
    public static Admission guard(StopBook stops, Admission others) {
        return ask -> stops.stops(ask.release()) ? new Admission.Busy(COME_BACK, List.of()) : others.admit(ask);
    }
}
