package dev.patchwave.http;

import dev.patchwave.swarm.HolderId;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One request as a route sees it. Immutable, but for the body bytes, which belong to the route. */
public final class Request {
    /** The header by which our own programs say who they are in the swarm. */
    public static final String MEMBER_HEADER = "Patchwave-Member";

    private final String method;
    private final String path;
    private final String route;
    private final Map<String, String> variables;
    private final Headers headers;
    private final InetSocketAddress remote;
    private final Secured secured;
    private final Optional<Bearer> bearer;
    private final byte[] body;

    /** One that came by plain HTTP. */
    Request(
            String method,
            String path,
            Map<String, String> variables,
            Headers headers,
            InetSocketAddress remote,
            byte[] body) {
        this(method, path, path, variables, headers, remote, Secured.PLAIN, Optional.empty(), body);
    }

    Request(
            String method,
            String path,
            String route,
            Map<String, String> variables,
            Headers headers,
            InetSocketAddress remote,
            Secured secured,
            Optional<Bearer> bearer,
            byte[] body) {
        this.method = method;
        this.path = path;
        this.route = route;
        this.variables = variables;
        this.headers = headers;
        this.remote = remote;
        this.secured = secured;
        this.bearer = bearer;
        this.body = body;
    }

    Request withBody(byte[] bytes) {
        return new Request(method, path, route, variables, headers, remote, secured, bearer, bytes);
    }

    Request by(Optional<Bearer> proven) {
        return new Request(method, path, route, variables, headers, remote, secured, proven, body);
    }

    /** {@code GET}, {@code HEAD}, {@code PUT} or {@code POST}. A route for GET is also asked for HEAD; the body is left out for it. */
    public String method() {
        return method;
    }

    /** The path as it was sent, without the query. */
    public String path() {
        return path;
    }

    /** The pattern of the route that answers, e.g. {@code /v1/things/{id}}. */
    public String route() {
        return route;
    }

    /** Who asks, where that is proven. */
    public Optional<Bearer> bearer() {
        return bearer;
    }

    /** Whether nothing that is proven speaks against the name that the asker gives itself. */
    public boolean mayBe(HolderId said) {
        return bearer.filter(proven -> !proven.names().test(said)).isEmpty();
    }

    /** What stands at {@code {name}} of the route's pattern, percent-decoded. */
    public String variable(String name) {
        var value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException("the pattern of this route has no {" + name + "}");
        }
        return value;
    }

    /** {@code https} or {@code http}. */
    String scheme() {
        return secured.encrypted() ? "https" : "http";
    }

    public Headers headers() {
        return headers;
    }

    /** The other end of the connection; a proxy, where one stands between. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** The whole body, no longer than the route's limit; empty for GET and HEAD, and for uploads, which are streamed. */
    public byte[] body() {
        return body;
    }

    /**
     * The DNS names, in lower case, and URIs of the certificate by which the other end proved who it is (RFC 5280 4.2.1.6); empty when it
     * showed none, or the server asks for none.
     */
    public Optional<Set<String>> provenNames() {
        return secured.provenNames();
    }

    /** Who asks, when it says so in {@value #MEMBER_HEADER} by a well-formed id. A claim, which a token proves where one is shown. */
    public Optional<HolderId> member() {
        try {
            return headers.first(MEMBER_HEADER).map(HolderId::new);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
