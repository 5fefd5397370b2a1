package dev.patchwave.launcher;

import dev.patchwave.config.TimeSpan;
import dev.patchwave.http.Problem;
import dev.patchwave.status.ProgramStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code patchwave drain}: sends the subscribers of a source elsewhere, before it is stopped. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = "Makes a source that runs on this machine send its subscribers to another source.",
        footer = {
            "",
            "The source takes no new subscribers until it is started again.",
            "Exit code: 0 begun (with --wait: nobody is left), 1 refused, not reached or not done in time, 2 wrong usage."
        })
final class DrainCommand implements Callable<Integer> {
    private static final int MAX_ANSWER_BYTES = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            defaultValue = StatusCommand.DEFAULT_SOURCE,
            description = "The source's HTTP address. Default: ${DEFAULT-VALUE}")
    private URI source;

    @Option(
            names = "--wait",
            arity = "0..1",
            fallbackValue = "1h",
            paramLabel = "TIME",
            description = "Wait until nobody is left, at most so long (${FALLBACK-VALUE}), and tell how it goes.")
    private String wait;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration patience = wait == null ? Duration.ZERO : patience();
        begin();
        return wait == null || finishes(patience) ? 0 : Patchwave.FAILED;
    }

    private void begin() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(source.resolve("/v1/drain"))
                .timeout(PATIENCE)
                .POST(BodyPublishers.noBody())
                .build();
        try (var http = WebClient.builder().build()) {
            var answer = WebClient.ask(http, request, MAX_ANSWER_BYTES, PATIENCE);
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(source + " answered " + answer.statusCode() + " "
                        + Problem.detail(answer.statusCode(), answer.body()));
            }
        } catch (ConnectException e) {
            throw new IOException(source + ": nobody listens there", e);
        }
    }

    private boolean finishes(Duration patience) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        try (var client = new StatusClient(PATIENCE)) {
            while (true) {
                ProgramStatus status = client.ask(source);
                if (status.state().equals("serving")) {
                    throw new IOException(source + " was started again meanwhile");
                }
                status.subscriptions()
                        .ifPresent(all -> tell(all.moved() + " subscriptions moved, " + all.open() + " left"));
                if (status.state().equals("drained")) {
                    return true;
                }
                if (System.nanoTime() >= deadlineNanos) {
                    tell("not done within " + patience.toSeconds() + " s; it goes on, see patchwave status");
                    return false;
                }
                Thread.sleep(LOOK_EVERY);
            }
        }
    }

    private Duration patience() {
        try {
            return TimeSpan.parse(wait).duration();
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(spec.commandLine(), "--wait " + wait + ": " + refused.getMessage(), refused);
        }
    }

    private void tell(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
