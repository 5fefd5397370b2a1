package dev.patchwave.trust.tuf.repository.disk;

import static dev.patchwave.trust.tuf.repository.RepositoryState.TARGETS;

import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.repository.Edition;
import dev.patchwave.trust.tuf.repository.FileWrite;
import dev.patchwave.trust.tuf.repository.Held;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RepositoryState;
import dev.patchwave.trust.tuf.repository.RootBody;
import dev.patchwave.trust.tuf.repository.RootDraft;
import dev.patchwave.trust.tuf.repository.Signatory;
import dev.patchwave.trust.tuf.repository.TargetsBody;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a repository, the keys at hand and those who know their passphrases come together: signs what is due and writes it. Blocks;
 * one thread. The caller owes the time, and closes the repository.
 */
public record Workshop(
        RepositoryDirectory repository, KeyDirectory keys, Passphrases passphrases, Lifetimes lifetimes, Instant now) {

    public RepositoryState state() throws IOException, RepositoryProblem {
        return repository.state();
    }

    /** The beginning of the next edition. */
    public Edition edition() throws IOException, RepositoryProblem {
        return new Edition(state(), lifetimes, now);
    }

    /** The keys at hand that an edition needs, opened; to be asked for before something lasts long. */
    public List<Signatory> signatories(Edition edition) throws RepositoryProblem {
        return keys.unlock(edition.wanted(), passphrases);
    }

    /**
     * Signs with the keys at hand and writes.
     *
     * @return what was written
     */
    public List<FileWrite> publish(Edition edition) throws IOException, RepositoryProblem {
        return publish(edition, signatories(edition));
    }

    /** The same, by {@code signatories}. */
    public List<FileWrite> publish(Edition edition, List<Signatory> signatories) throws IOException, RepositoryProblem {
        List<FileWrite> writes = edition.sign(signatories);
        repository.write(writes);
        if (repository.draft().isEmpty()) {
            repository.forgetDraft(); // What is left of a root that is published, perhaps by a run that died.
        }
        return writes;
    }

    /**
     * Begins a repository: all roles, and the root as far as its holders are here.
     *
     * @return the root
     */
    public RootDraft found(RootBody content, TargetsBody targets) throws IOException, RepositoryProblem {
        RootDraft first = signed(RootDraft.of(Optional.empty(), content, rootExpiry()));
        Edition edition = edition().change(TARGETS, targets).root(first);
        List<FileWrite> writes = edition.sign(signatories(edition));
        repository.keep(first);
        repository.write(writes);
        if (first.isComplete()) {
            repository.forgetDraft();
        }
        return first;
    }

    /**
     * Begins the next root, or changes the one under way, whose signatures are void then.
     *
     * @return as far as the holders that are here could sign it; published already when that was enough
     */
    public RootDraft changeRoot(RootBody content) throws IOException, RepositoryProblem {
        return advance(RootDraft.of(state().root().map(Held::body), content, rootExpiry()));
    }

    /** What a change of the root is to start from: the one under way, else the published one. */
    public RootBody latestRoot() throws IOException, RepositoryProblem {
        return repository
                .draft()
                .map(RootDraft::draft)
                .or(state()::root)
                .map(Held::body)
                .orElseThrow(() -> new RepositoryProblem("there is no root yet; 'patchwave keys init' makes one"));
    }

    /** Has the holders that are here sign a root, publishes it when that is enough, and keeps it for others to sign when it is not. */
    public RootDraft advance(RootDraft draft) throws IOException, RepositoryProblem {
        RootDraft next = signed(draft);
        if (!next.isComplete()) {
            repository.keep(next);
            return next;
        }
        Edition edition = edition().root(next);
        List<FileWrite> writes = edition.sign(signatories(edition));
        repository.keep(next); // Says what was begun, should this process die before all is written.
        repository.write(writes);
        repository.forgetDraft();
        return next;
    }

    private RootDraft signed(RootDraft draft) {
        return draft.signedBy(keys.unlock(draft.wanted(), passphrases));
    }

    private Instant rootExpiry() {
        return now.plus(lifetimes.of(TopLevelRole.ROOT));
    }
}
