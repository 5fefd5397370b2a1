package dev.patchwave.launcher;

import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.StatusCodec;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code patchwave status}: asks programs how they are and prints it for people or for programs. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows what runs, which release is where, and who has how much.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  patchwave status                                           the source on this machine",
            "  patchwave status http://10.0.0.1:8480 http://10.0.1.1:8481  several programs",
            "  patchwave status --json http://127.0.0.1:8480 | jq ."
        })
final class StatusCommand implements Callable<Integer> {
    static final String DEFAULT_SOURCE = "http://127.0.0.1:8480";

    @Parameters(
            arity = "0..*",
            paramLabel = "URL",
            defaultValue = DEFAULT_SOURCE,
            description = "HTTP addresses of sources, caches or clients. Default: ${DEFAULT-VALUE}")
    private List<URI> addresses;

    @Option(names = "--json", description = "Print JSON: one program a line, as /v1/status gives it.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "MS",
            defaultValue = "3000",
            description = "Patience for one answer. Default: ${DEFAULT-VALUE} ms")
    private int timeoutMillis;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var failures = new ArrayList<String>();
        try (var client = new StatusClient(Duration.ofMillis(timeoutMillis))) {
            addresses.forEach(address -> show(client, address, failures));
        }
        failures.forEach(failure -> spec.commandLine().getErr().println("patchwave: " + failure));
        return failures.isEmpty() ? 0 : Patchwave.FAILED;
    }

    private void show(StatusClient client, URI address, List<String> failures) {
        try {
            print(client.ask(address));
        } catch (IOException e) {
            failures.add(e.getMessage());
        }
    }

    private void print(ProgramStatus status) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(new String(StatusCodec.write(status), StandardCharsets.UTF_8));
        } else {
            StatusTable.of(status).forEach(out::println);
        }
        out.flush();
    }
}
