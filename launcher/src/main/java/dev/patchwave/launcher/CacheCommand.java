package dev.patchwave.launcher;

import dev.patchwave.cache.app.CacheConfig;
import dev.patchwave.cache.app.CacheServer;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** {@code patchwave cache}. */
@Command(
        name = "cache",
        mixinStandardHelpOptions = true,
        description = "Runs a cache server: fills on the source's order, serves and plans one domain.",
        footer = {"", "Example:", "  patchwave cache --config cache.yaml"})
final class CacheCommand extends DaemonCommand<CacheConfig> {
    @Override
    Class<CacheConfig> configType() {
        return CacheConfig.class;
    }

    @Override
    Path dataDirectory(CacheConfig configuration) {
        return Path.of(configuration.dataDirectory());
    }

    @Override
    Daemon start(CacheConfig configuration, Consumer<Throwable> onCrash) throws Exception {
        return CacheServer.start(configuration, onCrash)::close;
    }
}
