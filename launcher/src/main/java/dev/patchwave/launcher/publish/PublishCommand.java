package dev.patchwave.launcher.publish;

import dev.patchwave.config.ByteSize;
import dev.patchwave.launcher.Attended;
import dev.patchwave.launcher.keys.OperatorPassphrases;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code patchwave publish}. */
@Command(
        name = "publish",
        description = {
            "Cuts a patch into segments, digests and signs it, and makes the release known to a running source.",
            "A publish that broke off goes on where it stopped when it is called again."
        },
        footer = {
            "",
            "Example:",
            "  patchwave publish ims-client.bin --product ims-client --version 4.2.1 --key publisher.pem --repository repository"
        })
public final class PublishCommand implements Callable<Integer> {
    private static final long BYTES_PER_MIB = 1 << 20;

    /** By hand: the usual pair of options comes with a --version of its own. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean unusedHelp; // Read by picocli alone.

    @Parameters(paramLabel = "FILE", description = "The patch: any file of 1 byte to 1 TiB.")
    private Path file;

    @Option(names = "--product", required = true, description = "1 to 63 of a-z, 0-9 and -, e.g. ims-client.")
    private String product;

    @Option(names = "--version", required = true, description = "1 to 63 of 0-9, A-Z, a-z and . _ + -, e.g. 4.2.1.")
    private String version;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "PEM",
            description = "The publisher's private key; see patchwave keygen.")
    private Path keyFile;

    @Option(
            names = "--source",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8480",
            description = "The running source. Default: ${DEFAULT-VALUE}")
    private URI source;

    @Option(
            names = "--sequence",
            paramLabel = "N",
            description =
                    "Place in the order of the product's releases. Default: after the newest at the source and in the repository.")
    private Long sequence;

    @Option(
            names = "--segment-size",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            description = "64KiB to 16MiB. Default: ${DEFAULT-VALUE}")
    private String segmentSize;

    @Option(
            names = "--repository",
            paramLabel = "DIR",
            description = "Vouch for the release in this repository before it is sent; see patchwave keys.")
    private Path repository;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "With --repository: where its private keys lie. Default: 'keys' in the repository.")
    private Path keys;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "With --repository: a file whose first line opens encrypted keys. Default:"
                    + " PATCHWAVE_PASSPHRASE, else you are asked.")
    private Path passphraseFile;

    @Option(
            names = "--precursor",
            paramLabel = "VERSION",
            description =
                    "With --repository: a version that this one may be installed over. May be repeated. Default: any.")
    private List<String> precursors = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var release = checked(() -> new ReleaseId(product, version));
        int segmentSizeBytes = segmentSizeBytes();
        OptionalLong chosen = chosenSequence();
        var key = PublisherKey.read(keyFile);
        requireRepositoryFor(precursors);
        try (var upload = new SourceUpload(source)) {
            var publication = new Publication(file, release, segmentSizeBytes, key, upload);
            long length = Files.isRegularFile(file) ? Files.size(file) : 0;
            SignedManifest signed = sign(publication, chosen, length);
            publication.announce(signed);
            var manifest = signed.manifest();
            withBar("send", length, done -> {
                publication.send(manifest, done);
                return manifest;
            });
            tell(manifest);
        }
        return 0;
    }

    /** With --repository it vouches for the release before the source hears of it, which may follow it. */
    private SignedManifest sign(Publication publication, OptionalLong chosen, long length)
            throws IOException, RepositoryProblem {
        if (repository == null) {
            return withBar("digest", length, done -> publication.sign(chosen, Publication.Vouched.NOTHING, done));
        }
        var passphrases = OperatorPassphrases.ofOperator(passphraseFile);
        try (var entry = RepositoryEntry.begin(repository, keys, passphrases, product)) {
            var signed = withBar("digest", length, done -> publication.sign(chosen, entry, done));
            entry.add(signed, precursors);
            return signed;
        }
    }

    private void requireRepositoryFor(List<String> versions) {
        if (repository == null && !versions.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--precursor needs --repository");
        }
        versions.forEach(each -> checked(() -> new ReleaseId(product, each)));
    }

    private OptionalLong chosenSequence() {
        if (sequence != null && sequence < 1) {
            throw new ParameterException(spec.commandLine(), "--sequence " + sequence + ": must be 1 or more");
        }
        return sequence == null ? OptionalLong.empty() : OptionalLong.of(sequence);
    }

    private void tell(Manifest manifest) {
        var out = spec.commandLine().getOut();
        out.printf(
                "published %s, sequence %d: %d bytes in %d segments, SHA-256 %s%n",
                manifest.release(),
                manifest.sequence(),
                manifest.lengthBytes(),
                manifest.segmentCount(),
                manifest.digest());
        out.flush();
    }

    private int segmentSizeBytes() {
        long bytes = checked(() -> ByteSize.parse(segmentSize)).bytes();
        if (bytes < Manifest.MIN_SEGMENT_SIZE_BYTES || bytes > Manifest.MAX_SEGMENT_SIZE_BYTES) {
            throw new ParameterException(
                    spec.commandLine(), "--segment-size " + segmentSize + ": allowed are 64KiB to 16MiB");
        }
        return (int) bytes;
    }

    private <T> T checked(java.util.function.Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private interface Work<T> {
        T run(LongConsumer done) throws IOException;
    }

    /** With a bar for people; pipes and logs are spared it. */
    private static <T> T withBar(String task, long lengthBytes, Work<T> work) throws IOException {
        if (!Attended.byPerson()) {
            return work.run(bytes -> {});
        }
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(lengthBytes)
                .setUnit(" MiB", BYTES_PER_MIB)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .build()) {
            return work.run(bar::stepTo);
        }
    }
}
