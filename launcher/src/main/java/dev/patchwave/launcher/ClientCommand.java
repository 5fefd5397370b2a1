package dev.patchwave.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.patchwave.client.app.ClientConfig;
import dev.patchwave.client.app.ImsClient;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code patchwave client}: on a terminal with a progress bar, otherwise a daemon that logs. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        description = "Runs an IMS client: upgrades when it is told, fetches from its cache and peers, serves peers.",
        footer = {
            "",
            "Examples:",
            "  patchwave client --config alice.yaml",
            "  patchwave client --config alice.yaml --check"
        })
final class ClientCommand extends DaemonCommand<ClientConfig> {
    @Option(names = "--check", description = "Ask at once whether there is something new, as its user would.")
    private boolean check;

    @Override
    Class<ClientConfig> configType() {
        return ClientConfig.class;
    }

    @Override
    Path dataDirectory(ClientConfig configuration) {
        return Path.of(configuration.dataDirectory());
    }

    @Override
    Daemon start(ClientConfig configuration, Consumer<Throwable> onCrash) throws Exception {
        if (Attended.byPerson()) {
            // The bar says how it goes; a daemon logs it instead.
            ((Logger) LoggerFactory.getLogger("dev.patchwave")).setLevel(Level.WARN);
        }
        var client = new ImsClient(configuration);
        client.start();
        var unused = client.stopped().whenComplete((nothing, fault) -> {
            if (fault != null) {
                onCrash.accept(fault);
            }
        });
        if (check) {
            client.check();
        }
        if (!Attended.byPerson()) {
            return client::close;
        }
        var bar = new ClientBar();
        client.watch(bar::show);
        return () -> {
            bar.close();
            client.close();
        };
    }
}
