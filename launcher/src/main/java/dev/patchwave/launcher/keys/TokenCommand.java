package dev.patchwave.launcher.keys;

import dev.patchwave.token.TokenKeyDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code patchwave keys token}: rotates the key that signs fetch tokens. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a new key for fetch tokens in a source's directory of token keys.",
            "It is for its owner alone (mode 0600). A source that runs finds it by itself: it publishes the key at once, and signs with it after"
                    + " 'tokens.publishedBefore'. A key is withdrawn by deleting its file."
        },
        footer = {"", "Example:", "  patchwave keys token --directory /var/lib/patchwave/source/token-keys"})
final class TokenCommand extends KeysWork {
    @Option(names = "--directory", required = true, paramLabel = "DIR", description = "The directory of token keys.")
    private Path directory;

    @Override
    void run(PrintWriter out) throws Exception {
        var keys = new TokenKeyDirectory(directory);
        Path made = keys.add(Instant.now(), new SecureRandom());
        out.println("private key  " + made);
        out.println("key id       " + keys.read().getLast().key().id());
    }
}
