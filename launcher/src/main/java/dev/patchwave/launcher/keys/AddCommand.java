package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.repository.KeySet;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code patchwave keys add}. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = {
            "Adds a key to a role, made here or brought by its holder.",
            "For a product without a role of its own it makes the role: its releases are then signed by this key."
        },
        footer = {
            "",
            "Examples:",
            "  patchwave keys add root --directory repository --public carol.pem.pub --threshold 2",
            "  patchwave keys add ims-client --directory repository"
        })
final class AddCommand extends ChangeCommand {
    @Option(names = "--public", paramLabel = "FILE", description = "The public key. Default: a new pair is made here.")
    private Path publicFile;

    @Override
    KeySet changed(KeySet keys) throws RepositoryProblem {
        return with(keys, Optional.empty(), publicFile);
    }

    @Override
    KeySet first() throws RepositoryProblem {
        if (threshold().orElse(1) != 1) {
            throw new RepositoryProblem(
                    "role " + role + " begins with one key, so its threshold is 1; add more keys later");
        }
        return new KeySet(1, List.of(incoming(publicFile)));
    }
}
