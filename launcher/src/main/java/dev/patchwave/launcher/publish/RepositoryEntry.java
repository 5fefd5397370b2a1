package dev.patchwave.launcher.publish;

import dev.patchwave.launcher.keys.OperatorPassphrases;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.ReleaseTarget;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RepositoryState;
import dev.patchwave.trust.tuf.repository.Signatory;
import dev.patchwave.trust.tuf.repository.disk.KeyDirectory;
import dev.patchwave.trust.tuf.repository.disk.RepositoryDirectory;
import dev.patchwave.trust.tuf.repository.disk.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The entry that a release gets in a repository, as a target of its product's role. The repository and its keys are held from before
 * the patch is sent: whoever lacks a passphrase learns it at once and not after the upload.
 */
final class RepositoryEntry implements Publication.Vouched, AutoCloseable {
    private final RepositoryDirectory repository;
    private final KeyDirectory keys;
    private final OperatorPassphrases passphrases;
    private final String product;
    private final List<Signatory> signatories;

    private RepositoryEntry(Path directory, Path keys, OperatorPassphrases passphrases, String product)
            throws IOException, RepositoryProblem {
        this.repository = RepositoryDirectory.open(directory);
        this.keys = new KeyDirectory(keys == null ? RepositoryDirectory.keys(directory) : keys);
        this.passphrases = passphrases;
        this.product = product;
        try {
            this.signatories = rehearse();
        } catch (IOException | RepositoryProblem | RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    /**
     * Opens the repository and the keys that the product's releases need.
     *
     * @param keys null for those in the repository
     * @throws RepositoryProblem when the keys at hand are not enough
     */
    static RepositoryEntry begin(Path directory, Path keys, OperatorPassphrases passphrases, String product)
            throws IOException, RepositoryProblem {
        return new RepositoryEntry(directory, keys, passphrases, product);
    }

    /**
     * Adds the release; nothing happens when it is there already.
     *
     * @param precursors versions; none means any
     */
    void add(SignedManifest signed, List<String> precursors) throws IOException, RepositoryProblem {
        var workshop = workshop();
        var edition = workshop.edition().release(new ReleaseTarget(signed, precursors), product);
        workshop.publish(edition, signatories);
    }

    @Override
    public Optional<byte[]> envelope(ReleaseId release) throws IOException {
        return readable(() -> repository.release(release));
    }

    @Override
    public long newestSequence() throws IOException {
        return readable(() -> repository.state().newestSequence(product));
    }

    private interface Reading<T> {
        T read() throws IOException, RepositoryProblem;
    }

    private static <T> T readable(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (RepositoryProblem e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        repository.close();
    }

    /** Signs a new expiry of the product's role, which needs the same keys, and throws it away. */
    private List<Signatory> rehearse() throws IOException, RepositoryProblem {
        var workshop = workshop();
        RepositoryState state = workshop.state();
        String role = state.roleOf(product);
        var edition = workshop.edition().change(role, state.saidBy(role));
        List<Signatory> unlocked = workshop.signatories(edition);
        edition.sign(unlocked);
        return unlocked;
    }

    private Workshop workshop() {
        return new Workshop(repository, keys, passphrases, Lifetimes.standard(), Instant.now());
    }
}
