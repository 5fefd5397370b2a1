package dev.patchwave.source.http;

import dev.patchwave.http.Problem;
import dev.patchwave.http.Request;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * {@code POST /v1/drain}: sends all subscribers to another source. Taken from the source's own host only, and not from a proxy on it,
 * which would pass on anybody's wish (RFC 9110 7.6.3, RFC 7239). Any thread.
 */
public final class DrainDesk {
    private static final List<String> SIGNS_OF_A_PROXY = List.of("Via", "Forwarded", "X-Forwarded-For");

    private final InetAddress own;
    private final Runnable drain;

    /**
     * @param own where the source listens
     * @param drain begins it; may be called again
     */
    public DrainDesk(InetAddress own, Runnable drain) {
        this.own = own;
        this.drain = drain;
    }

    public CompletionStage<Response> answer(Request request) {
        boolean passedOn = SIGNS_OF_A_PROXY.stream()
                .anyMatch(sign -> request.headers().first(sign).isPresent());
        if (passedOn || !isOwnHost(request.remote().getAddress(), own)) {
            return Route.done(Problem.response(403, "only for this host"));
        }
        drain.run();
        return Route.done(Response.empty(202));
    }

    /** Whoever calls from where we listen is on this host, as is the loopback. */
    static boolean isOwnHost(InetAddress remote, InetAddress own) {
        return remote.isLoopbackAddress() || remote.equals(own);
    }
}
