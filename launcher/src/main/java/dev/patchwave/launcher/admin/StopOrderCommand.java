package dev.patchwave.launcher.admin;

import dev.patchwave.launcher.keys.OperatorPassphrases;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Signal;
import dev.patchwave.trust.KeyFile;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.StopOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code stop} and {@code resume} have in common: an order signed here, given to the source by an admin who may pass it on. */
@Command(
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The order is signed with the publisher's key; the admin who passes it on needs the role emergency.",
            "The password is read from --password-file, or --password, or the environment's PATCHWAVE_PASSWORD.",
            "Exit code: 0 taken by the source, which passes it on, 1 refused or not reached, 2 wrong usage."
        })
abstract class StopOrderCommand implements Callable<Integer> {
    /** What is stopped. */
    private static final class Scope {
        @Option(names = "--everything", description = "All releases.")
        private boolean everything;

        @Option(names = "--release", paramLabel = "PRODUCT@VERSION", description = "One release.")
        private String release;
    }

    @ArgGroup(multiplicity = "1")
    private Scope scope;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "The publisher's private key; where a repository is"
                    + " followed, one of the product's role, of targets, or of a role named 'stop'.")
    private Path key;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "A file whose first line opens an encrypted key. Default: PATCHWAVE_PASSPHRASE, else you are"
                    + " asked.")
    private Path passphraseFile;

    @Option(
            names = "--sequence",
            paramLabel = "N",
            description = "Above that of every earlier order of the same scope. Default: the time in milliseconds.")
    private Long sequence;

    @Mixin
    private AdminAccess access;

    /** True: stop; false: resume. */
    abstract boolean stops();

    @Override
    public final Integer call() throws IOException {
        var now = Instant.now();
        var order = access.checked(() -> new StopOrder(
                stops(),
                sequence == null ? now.toEpochMilli() : sequence,
                now,
                scope.everything ? Optional.empty() : Optional.of(ReleaseId.parse(scope.release))));
        var signed = new ManifestSigner(signer()).sign(order);
        try (var session = access.session()) {
            session.order(
                    new Signal.StopOrdered(signed.toText()), access.source().service(), CampaignOrder.ANSWER_PATIENCE);
            access.tell("taken: " + order);
            return 0;
        }
    }

    private PublisherKey signer() throws IOException {
        return OperatorPassphrases.ofOperator(passphraseFile)
                .open(new KeyFile(key))
                .orElseThrow(() -> new IOException(key + ": nobody knows its passphrase"));
    }
}
