package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.repository.KeySet;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code patchwave keys rotate}. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a new key in the place of an old one. A lost key can be replaced too, but for root's as long as enough others are there.",
            "The old private key is not deleted."
        },
        footer = {"", "Example:", "  patchwave keys rotate timestamp --directory repository"})
final class RotateCommand extends ChangeCommand {
    @Option(names = "--key", paramLabel = "ID", description = "The old one, or how it begins. Default: the only one.")
    private String id;

    @Option(names = "--public", paramLabel = "FILE", description = "The new one. Default: a new pair is made here.")
    private Path publicFile;

    @Override
    KeySet changed(KeySet keys) throws RepositoryProblem {
        return with(keys, Optional.of(outgoing(keys, id)), publicFile);
    }
}
