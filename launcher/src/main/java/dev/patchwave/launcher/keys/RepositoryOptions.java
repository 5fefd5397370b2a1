package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.disk.KeyDirectory;
import dev.patchwave.trust.tuf.repository.disk.RepositoryDirectory;
import dev.patchwave.trust.tuf.repository.disk.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Option;

/** What all commands on a repository take. */
final class RepositoryOptions {
    @Option(
            names = "--directory",
            required = true,
            paramLabel = "DIR",
            description = "The repository; mirrors copy what is in its 'public', and nothing else.")
    Path directory;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "Where private keys lie, a removable disk for example. Default: 'keys' in the repository.")
    private Path keys;

    @Option(
            names = "--expires",
            paramLabel = "ROLE=TIME",
            converter = {RoleConverter.class, LifetimeConverter.class},
            description = "How long what is signed now is good for. Default: root=365d, targets=90d, snapshot=7d,"
                    + " timestamp=1d.")
    private Map<TopLevelRole, Duration> expires = Map.of();

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "A file whose first line opens encrypted keys, for automation. Default: PATCHWAVE_PASSPHRASE,"
                    + " else you are asked.")
    private Path passphraseFile;

    private OperatorPassphrases passphrases;

    KeyDirectory keyDirectory() {
        return new KeyDirectory(keysPath());
    }

    Path keysPath() {
        return keys == null ? RepositoryDirectory.keys(directory) : keys;
    }

    /** The same at each call, so that nobody is asked twice. */
    OperatorPassphrases passphrases() {
        if (passphrases == null) {
            passphrases = OperatorPassphrases.ofOperator(passphraseFile);
        }
        return passphrases;
    }

    /** Asks elsewhere than at this terminal. */
    void use(OperatorPassphrases others) {
        passphrases = others;
    }

    Workshop workshop(RepositoryDirectory repository) {
        return new Workshop(repository, keyDirectory(), passphrases(), lifetimes(), Instant.now());
    }

    /** What a command does in a repository. */
    interface Work<T> {
        T in(Workshop workshop) throws IOException, RepositoryProblem;
    }

    /** Opens the repository for one piece of work. */
    <T> T work(Work<T> work) throws IOException, RepositoryProblem {
        try (var repository = RepositoryDirectory.open(directory)) {
            return work.in(workshop(repository));
        }
    }

    private Lifetimes lifetimes() {
        return new Lifetimes(expires);
    }
}
