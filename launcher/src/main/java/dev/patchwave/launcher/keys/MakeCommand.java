package dev.patchwave.launcher.keys;

import dev.patchwave.trust.KeyFile;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.tuf.repository.Signatory;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code patchwave keys make}: a holder's key, made on the holder's own machine. */
@Command(
        name = "make",
        mixinStandardHelpOptions = true,
        description = {
            "Makes an Ed25519 key pair under a passphrase: FILE, which its holder keeps, and FILE.pub for 'keys init' or 'keys add'.",
            "An existing key is never overwritten."
        },
        footer = {"", "Example:", "  patchwave keys make bob.pem"})
final class MakeCommand extends KeysWork {
    @Parameters(paramLabel = "FILE", description = "Where the private key goes; best named *.pem.")
    private Path file;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description =
                    "A file whose first line is the passphrase. Default: PATCHWAVE_PASSPHRASE, else you are asked.")
    private Path passphraseFile;

    @Override
    void run(PrintWriter out) {
        var passphrases = OperatorPassphrases.ofOperator(passphraseFile);
        PublisherKey pair = PublisherKey.generate();
        new KeyFile(file).write(pair, passphrases.fresh(file.toString()));
        out.println("private key  " + file + ", encrypted");
        out.println("public key   " + PublisherKey.publicFile(file));
        out.println("key id       " + Signatory.of(pair).key().id());
    }
}
