package dev.patchwave.launcher;

import dev.patchwave.trust.PublisherKey;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code patchwave keygen}: a publisher's key pair. */
@Command(
        name = "keygen",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a publisher's Ed25519 key pair: FILE (keep it secret) and FILE.pub (for every configuration).",
            "An existing key is never overwritten."
        },
        footer = {"", "Example:", "  patchwave keygen publisher.pem"})
final class KeygenCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "Where the private key goes, PEM, readable by its owner only.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var key = PublisherKey.generate();
        key.write(file);
        var out = spec.commandLine().getOut();
        out.println("private key  " + file);
        out.println("public key   " + PublisherKey.publicFile(file));
        out.println("key id       " + key.keyId());
        out.flush();
        return 0;
    }
}
