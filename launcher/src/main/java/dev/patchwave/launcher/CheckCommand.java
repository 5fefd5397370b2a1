package dev.patchwave.launcher;

import dev.patchwave.http.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code patchwave check}: the user of a running client asks for an upgrade. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Makes a client that runs on this machine ask the source whether there is something new.")
final class CheckCommand implements Callable<Integer> {
    private static final int MAX_ANSWER_BYTES = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Parameters(paramLabel = "URL", description = "The client's HTTP address, e.g. http://127.0.0.1:8482.")
    private URI client;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(client.resolve("/v1/check"))
                .timeout(PATIENCE)
                .POST(BodyPublishers.noBody())
                .build();
        try (var http = WebClient.builder().build()) {
            var answer = WebClient.ask(http, request, MAX_ANSWER_BYTES, PATIENCE);
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(client + " answered " + answer.statusCode() + " "
                        + Problem.detail(answer.statusCode(), answer.body()));
            }
        } catch (ConnectException e) {
            throw new IOException(client + ": nobody listens there", e);
        }
        return 0;
    }
}
