package dev.patchwave.http;

import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.SwarmCodec;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Serves what a {@link ReleaseStore} owns: manifests, segments, the whole patch and its Metalink.
 *
 * <p>A segment that is neither owned nor on its way is 404: ask elsewhere. The content, or a range of it, is served once all its segments are owned, and
 * is 503 with Retry-After before: it is on its way. Payload passes the {@link Admission}, HEAD and manifests do not.
 */
public final class SegmentServer {
    private static final Pattern SEGMENT = Pattern.compile("\\d{1,7}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_\\[\\]-]{1,300}");
    private static final String BINARY = "application/octet-stream";

    private final ReleaseStore store;
    private final Admission admission;
    private final ServedListener listener;
    private final ManifestTags tags = new ManifestTags();

    public SegmentServer(ReleaseStore store, Admission admission, ServedListener listener) {
        this.store = store;
        this.admission = admission;
        this.listener = listener;
    }

    /** Adds the routes that serve. */
    public SegmentServer serve(Router router) {
        router.getAtOnce("/v1/releases/{id}.meta4", request -> withRelease(request, held -> metalink(request, held)))
                .getAtOnce(
                        "/v1/releases/{id}/manifest", request -> withRelease(request, held -> manifest(request, held)))
                .getAtOnce("/v1/releases/{id}/content", request -> withRelease(request, held -> content(request, held)))
                .getSoon("/v1/releases/{id}/segments/{n}", this::segment);
        return this;
    }

    /** Adds the routes that take, from anybody: only for programs that are pushed to. */
    public SegmentServer accept(Router router, PushInbox inbox, HttpLimits limits) {
        return accept(router, inbox, SenderCheck.anybody(), limits);
    }

    /**
     * As the other.
     *
     * @param senders who may send
     */
    public SegmentServer accept(Router router, PushInbox inbox, SenderCheck senders, HttpLimits limits) {
        new PushReceiver(store, inbox, senders).addTo(router, limits);
        return this;
    }

    /** The release that a path names. */
    static Optional<ReleaseId> release(Request request) {
        try {
            return Optional.of(ReleaseId.parse(request.variable("id")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The segment that a path names; empty when the release has no such. */
    static OptionalInt segment(Request request, Manifest manifest) {
        var text = request.variable("n");
        if (!SEGMENT.matcher(text).matches()) {
            return OptionalInt.empty();
        }
        int segment = Integer.parseInt(text);
        return segment < manifest.segmentCount() ? OptionalInt.of(segment) : OptionalInt.empty();
    }

    static Response unknownRelease() {
        return Problem.response(404, "this release is not known here");
    }

    /** 503 in the three ways that members and ordinary clients understand (RFC 9110 10.2.3, RFC 6249). */
    static Response busy(BusyAnswer busy, String path) {
        long seconds = Math.max(1, busy.retryAfter().plusMillis(999).toSeconds());
        var response = Response.json(503, SwarmCodec.write(busy))
                .with("Retry-After", Long.toString(seconds))
                .with("Cache-Control", "no-store");
        for (var alternate : busy.alternates()) {
            if (alternate.pin().isEmpty()) { // Ordinary clients could not know its certificate.
                response = response.with("Link", "<" + alternate.uri().resolve(path) + ">; rel=duplicate");
            }
        }
        return response;
    }

    private Response withRelease(Request request, Function<SegmentStore, Response> answer) {
        return release(request).flatMap(store::find).map(answer).orElseGet(SegmentServer::unknownRelease);
    }

    private Response manifest(Request request, SegmentStore held) {
        byte[] envelope = held.signed().envelope();
        var digest = tags.digestOf(held);
        var tag = Representation.entityTag(digest);
        var response = Representation.isKnown(request, tag)
                ? Response.empty(304)
                : Response.json(200, envelope).with("Repr-Digest", digest.reprDigest());
        return response.with("ETag", tag).with("Cache-Control", Representation.CACHE_CONTROL);
    }

    private Response metalink(Request request, SegmentStore held) {
        var host = request.headers()
                .first("Host")
                .filter(name -> HOST.matcher(name).matches());
        if (host.isEmpty()) {
            return Problem.response(400, "a Metalink names our address, which is taken from the Host field");
        }
        var url = request.scheme() + "://" + host.get() + "/v1/releases/" + held.release() + "/content";
        return Response.bytes(200, Metalink.MEDIA_TYPE, Metalink.of(held.manifest(), url));
    }

    private CompletionStage<Response> segment(Request request) {
        var held = release(request).flatMap(store::find);
        if (held.isEmpty()) {
            return Route.done(unknownRelease());
        }
        var segment = segment(request, held.get().manifest());
        return segment.isEmpty()
                ? Route.done(Problem.response(404, "the release has no such segment"))
                : new SegmentPayload(held.get(), segment.getAsInt(), admission, listener).answer(request);
    }

    private Response content(Request request, SegmentStore held) {
        var manifest = held.manifest();
        var what = new Representation(0, manifest.lengthBytes(), manifest.digest(), BINARY, Optional.empty());
        return new Payload(held, OptionalInt.empty(), what, admission, listener).answer(request);
    }
}
