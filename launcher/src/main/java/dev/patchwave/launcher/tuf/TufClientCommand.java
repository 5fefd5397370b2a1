package dev.patchwave.launcher.tuf;

import dev.patchwave.launcher.WebClient;
import dev.patchwave.trust.tuf.TufProblem;
import dev.patchwave.trust.tuf.client.HttpMirror;
import dev.patchwave.trust.tuf.client.MetadataDirectory;
import dev.patchwave.trust.tuf.client.TargetDirectory;
import dev.patchwave.trust.tuf.client.Update;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code patchwave tuf-client}: the client of the TUF conformance suite's protocol, and a tool to look into a repository. */
@Command(
        name = "tuf-client",
        mixinStandardHelpOptions = true,
        description = {
            "Follows a TUF repository (The Update Framework 1.0): init with the root that was shipped, refresh the metadata, download targets.",
            "Ends with 0 when all of it was done, with 1 when any of it was refused or failed."
        },
        footer = {
            "",
            "Example:",
            "  patchwave tuf-client --metadata-dir tuf init 1.root.json",
            "  patchwave tuf-client --metadata-dir tuf --metadata-url http://127.0.0.1:8080/metadata refresh"
        })
public final class TufClientCommand implements Callable<Integer> {
    /** What to do. */
    enum Action {
        INIT,
        REFRESH,
        DOWNLOAD
    }

    @Parameters(index = "0", paramLabel = "ACTION", description = "init, refresh or download.")
    private Action action;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ROOT", description = "init: the root to trust first.")
    private Path root;

    @Option(
            names = "--metadata-dir",
            required = true,
            paramLabel = "DIR",
            description = "Where trusted metadata is kept; made when it is not there.")
    private Path metadataDirectory;

    @Option(
            names = "--metadata-url",
            paramLabel = "URL",
            converter = MirrorAddress.class,
            description = "refresh, download: where a mirror keeps metadata.")
    private URI metadataUrl;

    @Option(
            names = "--target-name",
            paramLabel = "PATH",
            description = "download: the path of a target. May be repeated; the first one that fails ends it.")
    private List<String> targetNames = List.of();

    @Option(
            names = "--target-base-url",
            paramLabel = "URL",
            converter = MirrorAddress.class,
            description = "download: where a mirror keeps targets.")
    private URI targetBaseUrl;

    @Option(names = "--target-dir", paramLabel = "DIR", description = "download: where verified targets are kept.")
    private Path targetDirectory;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, TufProblem {
        switch (action) {
            case INIT -> init(given(root, "ROOT"));
            case REFRESH -> refresh(given(metadataUrl, "--metadata-url"));
            case DOWNLOAD ->
                download(
                        given(metadataUrl, "--metadata-url"),
                        given(targetBaseUrl, "--target-base-url"),
                        given(targetDirectory, "--target-dir"));
        }
        return 0;
    }

    private void init(Path shipped) throws IOException, TufProblem {
        try (var store = MetadataDirectory.open(metadataDirectory)) {
            Update.init(store, Files.readAllBytes(shipped), Instant.now());
        }
    }

    private void refresh(URI metadata) throws IOException, TufProblem {
        try (var store = MetadataDirectory.open(metadataDirectory);
                var mirror = new HttpMirror(metadata, WebClient.builder())) {
            Update.run(store, mirror, Instant.now());
        }
    }

    private void download(URI metadata, URI targets, Path into) throws IOException, TufProblem {
        given(targetNames.isEmpty() ? null : targetNames, "--target-name");
        try (var store = MetadataDirectory.open(metadataDirectory);
                var mirror = new HttpMirror(metadata, WebClient.builder());
                var content = new HttpMirror(targets, WebClient.builder())) {
            Update update = Update.run(store, mirror, Instant.now());
            var directory = TargetDirectory.open(into);
            for (String name : targetNames) {
                var target = update.find(name);
                Path file = directory.obtain(target, content, update.mirrorPath(target));
                spec.commandLine().getOut().println(name + "  " + file);
            }
        } finally {
            spec.commandLine().getOut().flush();
        }
    }

    private <T> T given(T value, String name) {
        if (value == null) {
            String verb = action.name().toLowerCase(Locale.ROOT);
            throw new ParameterException(spec.commandLine(), verb + " needs " + name);
        }
        return value;
    }
}
