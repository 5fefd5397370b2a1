package dev.patchwave.http;

import dev.patchwave.release.ReleaseId;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request of ours that is about the bytes of a release, or the swarm around them.
 *
 * @param uri where it goes
 */
public record ReleaseRequest(ReleaseId release, Use use, URI uri) {
    /** What it is for: whoever answers need see no more than that we may do this. */
    public enum Use {
        /** Payload, or a resume. */
        FETCH,
        /** A report to the origin of a swarm. */
        REPORT,
        /** A segment sent to a cache. */
        PUSH
    }

    private static final Pattern PATH = Pattern.compile("/v1/releases/([^/]+)/(segments/\\d+|content|swarm|resume)");

    /** Empty for all other requests; manifests are open to everybody. */
    static Optional<ReleaseRequest> of(HttpMethod method, URI uri) {
        var path = PATH.matcher(String.valueOf(uri.getPath()));
        try {
            return path.matches()
                    ? Optional.of(new ReleaseRequest(ReleaseId.parse(path.group(1)), use(method, path.group(2)), uri))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Use use(HttpMethod method, String what) {
        if (method.equals(HttpMethod.PUT)) {
            return Use.PUSH;
        }
        return what.equals("swarm") ? Use.REPORT : Use.FETCH;
    }
}
