package dev.patchwave.client.app;

import dev.patchwave.http.Problem;
import dev.patchwave.http.Request;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Router;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.StatusCodec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a client answers beside segments: its health to everybody, its state and the user's wishes to its own host only, since
 * both tell or change what is the user's business.
 */
final class ClientRoutes {
    private final Supplier<ProgramStatus> status;
    private final ImsClient client;

    ClientRoutes(Supplier<ProgramStatus> status, ImsClient client) {
        this.status = status;
        this.client = client;
    }

    void addTo(Router router) {
        router.get("/healthz", request -> Route.done(Response.bytes(200, "text/plain", ascii("ok\n"))))
                .get("/v1/status", local(request -> Response.json(200, StatusCodec.write(status.get()))))
                .post("/v1/check", local(request -> {
                    client.check();
                    return Response.empty(202);
                }))
                .post("/v1/accept", local(request -> answer(client.accept())))
                .post("/v1/decline", local(request -> answer(client.decline())));
    }

    private static Response answer(boolean wasOffered) {
        return wasOffered ? Response.empty(202) : Problem.response(409, "no release is offered now");
    }

    private static Route local(Function<Request, Response> route) {
        return request -> done(request, route);
    }

    private static CompletionStage<Response> done(Request request, Function<Request, Response> route) {
        boolean fromHere = request.remote().getAddress().isLoopbackAddress();
        return Route.done(fromHere ? route.apply(request) : Problem.response(403, "only for this host"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
