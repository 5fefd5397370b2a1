package dev.patchwave.trust.tuf.repository;

import static dev.patchwave.trust.tuf.repository.RepositoryState.TARGETS;

import dev.patchwave.trust.tuf.Grant;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TrustedMetadata;
import dev.patchwave.trust.tuf.TufProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The files of an {@link Edition}, signed: in which order they are written, and whether a client would take them.
 *
 * @param targets the targets roles that are new, by name
 */
record SignedEdition(
        RepositoryState before,
        Optional<RootDraft> nextRoot,
        SortedMap<String, SignedFile> targets,
        Optional<SignedFile> snapshot,
        Optional<SignedFile> timestamp) {

    /**
     * In order. The timestamp is what shows the rest to clients, so it comes after it. A new root comes last when the present one
     * takes everything too; when old keys are lost there must be a moment in which neither fits, and it is kept to one file.
     */
    List<FileWrite> writes() {
        var writes = new ArrayList<FileWrite>();
        targets.forEach((role, file) -> {
            if (!role.equals(TARGETS)) {
                writes.add(FileWrite.metadata(version(role) + "." + role + ".json", file));
            }
        });
        Optional.ofNullable(targets.get(TARGETS))
                .ifPresent(file -> writes.add(FileWrite.metadata(version(TARGETS) + ".targets.json", file)));
        snapshot.ifPresent(file -> writes.add(FileWrite.metadata(snapshotVersion() + ".snapshot.json", file)));
        Optional<FileWrite> root = nextRoot.filter(RootDraft::isComplete)
                .map(next -> FileWrite.metadata(
                        next.draft().body().version() + ".root.json",
                        next.draft().file()));
        if (!fitsPresentRoot()) {
            root.ifPresent(writes::add);
        }
        timestamp.ifPresent(file -> writes.add(FileWrite.metadata("timestamp.json", file)));
        if (fitsPresentRoot()) {
            root.ifPresent(writes::add);
        }
        return writes;
    }

    /** @throws RepositoryProblem when a client that has the present root would refuse what is new */
    void requireTaken(Instant now) throws RepositoryProblem {
        Optional<byte[]> from = before.root()
                .map(Held::file)
                .or(() -> nextRoot.filter(RootDraft::isComplete)
                        .map(next -> next.draft().file()))
                .map(SignedFile::bytes);
        if (from.isEmpty()) {
            return; // The first root still lacks signatures, and there is no client yet.
        }
        try {
            var client = new TrustedMetadata(from.get(), now);
            if (before.root().isPresent() && nextRoot.isPresent()) {
                client.acceptRoot(nextRoot.get().draft().file().bytes());
            }
            client.endRoots();
            if (timestamp.isPresent()) {
                take(client);
            }
        } catch (TufProblem e) {
            throw new RepositoryProblem("nothing is written, for no client would take it: " + e.getMessage(), e);
        }
    }

    private void take(TrustedMetadata client) throws TufProblem {
        client.acceptTimestamp(timestamp.orElseThrow().bytes());
        client.acceptSnapshot(snapshot.or(() -> before.snapshot().map(Held::file))
                .orElseThrow()
                .bytes());
        if (targets.isEmpty()) {
            return; // Whoever only refreshes the timestamp need not care for a role that expired.
        }
        client.acceptTargets(Grant.ofRoot(), bytesOf(TARGETS));
        for (String role : targets.keySet()) {
            if (!role.equals(TARGETS)) {
                take(client, role);
            }
        }
    }

    private void take(TrustedMetadata client, String role) throws TufProblem {
        var search = client.search(role + "/any");
        for (var grant = search.next(); grant.isPresent(); grant = search.next()) {
            client.acceptTargets(grant.get(), bytesOf(grant.get().role().text()));
        }
    }

    private byte[] bytesOf(String role) {
        SignedFile fresh = targets.get(role);
        return (fresh == null ? before.targets().get(role).file() : fresh).bytes();
    }

    private boolean fitsPresentRoot() {
        return before.root().map(Held::body).map(this::fits).orElse(true);
    }

    private boolean fits(RootBody root) {
        return Optional.ofNullable(targets.get(TARGETS))
                        .map(root.keysOf(TopLevelRole.TARGETS)::approve)
                        .orElse(true)
                && snapshot.map(root.keysOf(TopLevelRole.SNAPSHOT)::approve).orElse(true)
                && timestamp.map(root.keysOf(TopLevelRole.TIMESTAMP)::approve).orElse(true);
    }

    private long version(String role) {
        return before.listedVersion(role) + 1;
    }

    private long snapshotVersion() {
        return before.snapshot().map(held -> held.body().version()).orElse(0L) + 1;
    }
}
