package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.repository.KeySet;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code patchwave keys revoke}. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Takes a key away from a role. Its last key cannot be taken: rotate it.",
        footer = {"", "Example:", "  patchwave keys revoke root --directory repository --key 3f2a90 --threshold 1"})
final class RevokeCommand extends ChangeCommand {
    @Option(names = "--key", required = true, paramLabel = "ID", description = "The key, or how its id begins.")
    private String id;

    @Override
    KeySet changed(KeySet keys) throws RepositoryProblem {
        return keys.change(role, Optional.of(outgoing(keys, id)), Optional.empty(), threshold());
    }
}
