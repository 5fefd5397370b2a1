package dev.patchwave.client.app;

import dev.patchwave.http.Admission;
import dev.patchwave.http.Problem;
import dev.patchwave.http.Request;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Lets peers in for metadata of the repository as for segments: while uploads are allowed and a slot is free, which is taken until the
 * answer has left, and what has left counts against the quota. Any thread; never waits.
 *
 * <p>No token is asked for, by clients or by caches: metadata are signed, of no one release, and wanted before there is a token for one.
 */
final class MetadataDoor {
    private final PeerService peers;

    MetadataDoor(PeerService peers) {
        this.peers = peers;
    }

    /** The same route, behind this door. */
    Route guard(Route metadata) {
        return request -> switch (peers.admit(request.member(), request.remote(), 0)) {
            case Admission.Busy(var retryAfter, var alternates) -> Route.done(busy(retryAfter));
            case Admission.Admitted(var permit) -> counted(metadata, request, permit);
        };
    }

    private CompletionStage<Response> counted(Route metadata, Request request, Runnable permit) {
        CompletionStage<Response> answer;
        try {
            answer = metadata.answer(request);
        } catch (RuntimeException fault) {
            permit.run();
            throw fault;
        }
        boolean headOnly = request.method().equals("HEAD");
        return answer.whenComplete((response, fault) -> {
                    if (fault != null) {
                        permit.run();
                    }
                })
                .thenApply(response -> response.heardBy(sentBytes -> {
                    permit.run();
                    peers.uploaded(headOnly ? 0 : sentBytes);
                }));
    }

    private static Response busy(Duration retryAfter) {
        return Problem.response(503, "no uploads to peers now")
                .with("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())))
                .with("Cache-Control", "no-store");
    }
}
