package dev.patchwave.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which route answers which method and path. Filled by the program before the server starts, not changed after.
 *
 * <p>The first pattern that fits wins. A route for GET answers HEAD too (RFC 9110 9.3.2).
 */
public final class Router {
    private final List<Entry> entries = new ArrayList<>();

    private RequestGuard guard = RequestGuard.open();

    private record Entry(String method, String route, PathPattern pattern, Endpoint endpoint) {}

    /** How a request is answered. */
    sealed interface Endpoint {
        /** By a worker thread, from the whole body. */
        record Whole(Route route, OptionalInt maxBodyBytes) implements Endpoint {}

        /** On the event loop, without a body; must not wait. */
        record AtOnce(Function<Request, Response> answer) implements Endpoint {}

        /** Likewise, but the answer may come later. */
        record Soon(Route route) implements Endpoint {}

        /** From a body that is streamed. */
        record Streamed(Upload.Start start) implements Endpoint {}
    }

    /** What a method and path lead to. */
    sealed interface Match {
        record Found(Endpoint endpoint, String route, Map<String, String> variables) implements Match {}

        /** 405. The value of the Allow header (RFC 9110 15.5.6) */
        record WrongMethod(String allow) implements Match {}

        record Nothing() implements Match {}

        record BadPath(String reason) implements Match {}
    }

    /** Asks {@code judge} about every request that a route would answer. */
    public Router guardedBy(RequestGuard judge) {
        guard = judge;
        return this;
    }

    RequestGuard guard() {
        return guard;
    }

    /** Without a body; the pattern is e.g. {@code /v1/things/{id}}. */
    public Router get(String pattern, Route route) {
        return add("GET", pattern, new Endpoint.Whole(route, OptionalInt.of(0)));
    }

    /** With a body up to {@link HttpLimits#maxJsonBodyBytes}. */
    public Router post(String pattern, Route route) {
        return add("POST", pattern, new Endpoint.Whole(route, OptionalInt.empty()));
    }

    /** With a body up to {@code maxBodyBytes}, which is held in memory. */
    public Router put(String pattern, int maxBodyBytes, Route route) {
        return add("PUT", pattern, new Endpoint.Whole(route, OptionalInt.of(maxBodyBytes)));
    }

    Router getAtOnce(String pattern, Function<Request, Response> answer) {
        return add("GET", pattern, new Endpoint.AtOnce(answer));
    }

    /** The route is called on the event loop and must not wait; its stage is completed from any thread. */
    Router getSoon(String pattern, Route route) {
        return add("GET", pattern, new Endpoint.Soon(route));
    }

    Router putStreamed(String pattern, Upload.Start start) {
        return add("PUT", pattern, new Endpoint.Streamed(start));
    }

    private Router add(String method, String pattern, Endpoint endpoint) {
        entries.add(new Entry(method, pattern, PathPattern.parse(pattern), endpoint));
        return this;
    }

    Match match(String method, String path) {
        List<String> pieces;
        try {
            pieces = PathPattern.split(path);
        } catch (IllegalArgumentException e) {
            return new Match.BadPath("the path has a bad percent escape");
        }
        var allowed = new TreeSet<String>();
        for (var entry : entries) {
            Optional<Map<String, String>> variables = entry.pattern.match(pieces);
            if (variables.isPresent() && answers(entry, method)) {
                return new Match.Found(entry.endpoint, entry.route, variables.get());
            }
            variables.ifPresent(fits -> allow(entry, allowed));
        }
        return allowed.isEmpty() ? new Match.Nothing() : new Match.WrongMethod(String.join(", ", allowed));
    }

    private static boolean answers(Entry entry, String method) {
        return entry.method.equals(method) || (entry.method.equals("GET") && method.equals("HEAD"));
    }

    private static void allow(Entry entry, Set<String> allowed) {
        allowed.add(entry.method);
        if (entry.method.equals("GET")) {
            allowed.add("HEAD");
        }
    }
}
