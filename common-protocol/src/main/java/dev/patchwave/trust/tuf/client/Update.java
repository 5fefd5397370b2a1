package dev.patchwave.trust.tuf.client;

import dev.patchwave.trust.tuf.FileVersion;
import dev.patchwave.trust.tuf.Grant;
import dev.patchwave.trust.tuf.RoleName;
import dev.patchwave.trust.tuf.TargetFile;
import dev.patchwave.trust.tuf.TargetSearch;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TrustedMetadata;
import dev.patchwave.trust.tuf.TrustedMetadata.Verdict;
import dev.patchwave.trust.tuf.TufProblem;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One update of a client's metadata (specification 5), and afterwards the search for targets in it. What is believed is stored before
 * the next file is asked for, so an update that breaks off anywhere is carried on by the next one.
 *
 * <p>Blocks on its store and its mirror. For one thread; no other update may use the store meanwhile.
 */
public final class Update {
    /** So that nobody makes us fetch without end; what is left is for the next update (5.3.3). */
    static final int MAX_ROOTS = 256;

    /** One for each product of a large operator. */
    static final int MAX_SERVED_ROLES = 1_000;

    private final MetadataStore store;
    private final Mirror mirror;
    private final TrustedMetadata trusted;

    private Update(MetadataStore store, Mirror mirror, TrustedMetadata trusted) {
        this.store = store;
        this.mirror = mirror;
        this.trusted = trusted;
    }

    /**
     * Gives a client its first root, as it was shipped.
     *
     * @throws TufProblem when it is no root that its own keys signed
     * @throws IOException also when the client has one already: to start again would forget what was seen
     */
    public static void init(MetadataStore store, byte[] shippedRoot, Instant now) throws IOException, TufProblem {
        if (store.load(TopLevelRole.ROOT.fileName()).isPresent()) {
            throw new IOException("there is a trusted root already");
        }
        new TrustedMetadata(shippedRoot, now);
        store.store(TopLevelRole.ROOT.fileName(), shippedRoot);
    }

    /** Brings all four top-level roles up to date. @throws TufProblem when a file is refused; those before it are stored */
    public static Update run(MetadataStore store, Mirror mirror, Instant started) throws IOException, TufProblem {
        byte[] root = store.load(TopLevelRole.ROOT.fileName())
                .orElseThrow(() -> new IOException("there is no trusted root; init first"));
        var update = new Update(store, mirror, new TrustedMetadata(root, started));
        update.roots();
        update.timestamp();
        update.snapshot();
        update.targets(Grant.ofRoot());
        return update;
    }

    /** Looks a target up, which may fetch delegated roles. @throws TufProblem NO_SUCH_TARGET, or why a role on the way is refused */
    public TargetFile find(String targetPath) throws IOException, TufProblem {
        TargetSearch search = trusted.search(targetPath);
        for (var grant = search.next(); grant.isPresent(); grant = search.next()) {
            if (!trusted.holds(grant.get())) {
                targets(grant.get());
            }
        }
        return search.result();
    }

    /** Where a mirror keeps the target, relative to where it keeps targets; escaped for a URI. */
    public String mirrorPath(TargetFile target) throws TufProblem {
        return target.mirrorPath(trusted.consistentSnapshot());
    }

    /**
     * Makes every role believed that is delegated to, for whom all of it is to be served on.
     *
     * @throws TufProblem why one of them is refused; also when there are more than {@value #MAX_SERVED_ROLES}
     */
    public void everyRole() throws IOException, TufProblem {
        int count = 0;
        for (var grant = trusted.unheld(); grant.isPresent(); grant = trusted.unheld()) {
            if (++count > MAX_SERVED_ROLES) {
                String message = "more than " + MAX_SERVED_ROLES + " delegated roles";
                throw new TufProblem(TufProblem.Reason.WRONG_CONTENT, message);
            }
            targets(grant.get());
        }
    }

    /** When what this update believes ends to be, by the name of the role. */
    public SortedMap<String, Instant> expiries() {
        return trusted.expiries();
    }

    private void roots() throws IOException, TufProblem {
        for (int count = 0; count < MAX_ROOTS; count++) {
            String name = (trusted.rootVersion() + 1) + "." + TopLevelRole.ROOT.fileName();
            Optional<byte[]> next = mirror.metadata(name, TopLevelRole.ROOT.maxBytes());
            if (next.isEmpty()) {
                break;
            }
            if (trusted.acceptRoot(next.get()) == Verdict.TRUSTED_AND_RECOVERS) {
                // Before the root: were it after, a crash between could leave a version that nobody can ever exceed.
                store.delete(TopLevelRole.TIMESTAMP.fileName());
                store.delete(TopLevelRole.SNAPSHOT.fileName());
            }
            store.store(TopLevelRole.ROOT.fileName(), next.get());
        }
        trusted.endRoots();
    }

    private void timestamp() throws IOException, TufProblem {
        String name = TopLevelRole.TIMESTAMP.fileName();
        store.load(name).ifPresent(trusted::recallTimestamp);
        byte[] bytes = fetch(name, TopLevelRole.TIMESTAMP.maxBytes());
        if (trusted.acceptTimestamp(bytes) == Verdict.TRUSTED) {
            store.store(name, bytes);
        }
    }

    private void snapshot() throws IOException, TufProblem {
        String name = TopLevelRole.SNAPSHOT.fileName();
        Optional<byte[]> stored = store.load(name);
        if (stored.isPresent() && trusted.recallSnapshot(stored.get())) {
            return;
        }
        byte[] bytes = fetch(name, trusted.listedSnapshot(), TopLevelRole.SNAPSHOT);
        trusted.acceptSnapshot(bytes);
        store.store(name, bytes);
    }

    private void targets(Grant grant) throws IOException, TufProblem {
        RoleName role = grant.role();
        FileVersion listed = trusted.listed(role);
        Optional<byte[]> stored = store.load(role.localName());
        if (stored.isPresent() && recall(grant, stored.get())) {
            return;
        }
        byte[] bytes = fetch(role.mirrorName(), listed, TopLevelRole.TARGETS);
        trusted.acceptTargets(grant, bytes);
        store.store(role.localName(), bytes);
    }

    private boolean recall(Grant grant, byte[] stored) {
        try {
            return trusted.acceptTargets(grant, stored) == Verdict.TRUSTED;
        } catch (TufProblem older) {
            return false; // The common case: the repository has a newer one.
        }
    }

    private byte[] fetch(String name, FileVersion listed, TopLevelRole type) throws IOException, TufProblem {
        String prefix = trusted.consistentSnapshot() ? listed.version() + "." : "";
        return fetch(prefix + name, listed.maxBytes(type));
    }

    private byte[] fetch(String name, long maxBytes) throws IOException, TufProblem {
        Optional<byte[]> bytes = mirror.metadata(name, maxBytes);
        return bytes.orElseThrow(
                () -> new TufProblem(TufProblem.Reason.MISSING, name + ": the mirror does not have it"));
    }
}
