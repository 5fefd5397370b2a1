package dev.patchwave.launcher;

import dev.patchwave.source.app.SourceConfig;
import dev.patchwave.source.app.SourceServer;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** {@code patchwave source}. */
@Command(
        name = "source",
        mixinStandardHelpOptions = true,
        description = "Runs a source server: takes releases and orders, signals by SIP, has the first copy.",
        footer = {"", "Example:", "  patchwave source --config source.yaml"})
final class SourceCommand extends DaemonCommand<SourceConfig> {
    @Override
    Class<SourceConfig> configType() {
        return SourceConfig.class;
    }

    @Override
    Path dataDirectory(SourceConfig configuration) {
        return Path.of(configuration.dataDirectory());
    }

    @Override
    Daemon start(SourceConfig configuration, Consumer<Throwable> onCrash) throws Exception {
        var source = new SourceServer(configuration);
        source.start();
        var unused = source.fault().thenAccept(onCrash);
        return source::close;
    }
}
