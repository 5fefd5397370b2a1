package dev.patchwave.launcher;

import dev.patchwave.config.ConfigFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the three daemons have in common: read the configuration, start, run until SIGTERM or a fault of ours, stop cleanly.
 *
 * <p>Exit codes: 0 stopped as asked, 1 could not start or failed, 2 configuration refused before any port opened.
 *
 * @param <C> the configuration record
 */
abstract class DaemonCommand<C> implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonCommand.class);

    /** A started program. */
    interface Daemon extends AutoCloseable {
        @Override
        void close();
    }

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "YAML configuration; see docs/operating.md.")
    private Path config;

    @Option(names = "--print-config", description = "Print the configuration with every default filled in, and exit.")
    private boolean printConfig;

    @Spec
    private CommandSpec spec;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<Throwable> crash = new AtomicReference<>();

    /** The record that the file is read into. */
    abstract Class<C> configType();

    /** Where the program keeps what it has. */
    abstract Path dataDirectory(C configuration);

    /**
     * Starts the program.
     *
     * @param onCrash to be told when a loop of it stopped by a fault of ours
     */
    abstract Daemon start(C configuration, java.util.function.Consumer<Throwable> onCrash) throws Exception;

    @Override
    public final Integer call() throws Exception {
        C configuration = ConfigFile.load(config, configType());
        if (printConfig) {
            spec.commandLine().getOut().print(ConfigFile.print(configuration));
            spec.commandLine().getOut().flush();
            return 0;
        }
        return run(configuration);
    }

    private int run(C configuration) throws Exception {
        LogSalt.useKept(dataDirectory(configuration));
        Daemon daemon = start(configuration, this::crashed);
        LogSalt.keep(dataDirectory(configuration));
        var hook = new Thread(() -> stopOnSignal(daemon), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        LOG.atInfo().addKeyValue("config", config).log(spec.name() + " is up");
        ended.await();
        Runtime.getRuntime().removeShutdownHook(hook);
        daemon.close();
        if (crash.get() instanceof IOException refused) {
            throw refused; // By the network or the disk; its message says so in one line.
        }
        if (crash.get() instanceof UncheckedIOException disk) {
            throw new IOException(disk.getMessage(), disk);
        }
        throw new IllegalStateException(spec.name() + " failed: " + crash.get(), crash.get());
    }

    /** In the JVM's shutdown: without the halt, SIGTERM would end in 143 although nothing went wrong. */
    private void stopOnSignal(Daemon daemon) {
        try {
            daemon.close();
            LOG.atInfo().log(spec.name() + " stopped");
            Runtime.getRuntime().halt(0);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log(spec.name() + " did not stop cleanly");
            Runtime.getRuntime().halt(Patchwave.FAILED);
        }
    }

    private void crashed(Throwable cause) {
        crash.compareAndSet(null, cause instanceof CompletionException wrapped ? wrapped.getCause() : cause);
        ended.countDown();
    }
}
