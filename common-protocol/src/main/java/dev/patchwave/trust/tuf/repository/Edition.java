package dev.patchwave.trust.tuf.repository;

import static dev.patchwave.trust.tuf.repository.RepositoryState.TARGETS;

import dev.patchwave.trust.tuf.TopLevelRole;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The next state of a repository: collects changes, says whose keys they need, and gives the files to write.
 *
 * <p>Beside what was changed, a role is signed anew when the keys that it must have by now did not sign it. While a root changes a
 * role's keys, that role is signed by the old ones too as far as they are at hand, so that each prefix of the files, written in
 * order, is a repository that clients take. For one edition and one thread.
 */
public final class Edition {
    private final RepositoryState before;
    private final Lifetimes lifetimes;
    private final Instant now;
    private final SortedMap<String, TargetsBody> changes = new TreeMap<>();
    private final List<FileWrite> content = new ArrayList<>();
    private Optional<RootDraft> nextRoot = Optional.empty();
    private boolean wakes;

    public Edition(RepositoryState before, Lifetimes lifetimes, Instant now) {
        this.before = before;
        this.lifetimes = lifetimes;
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Gives a targets role new content, or the same and a new expiry. */
    public Edition change(String role, TargetsBody content) {
        changes.put(role, content);
        return this;
    }

    /** Adds a release to the role of its product. @throws RepositoryProblem when it may not follow those that are there */
    public Edition release(ReleaseTarget release, String product) throws RepositoryProblem {
        release.requireAdmitted(
                before.targets().values().stream().map(Held::body).toList());
        String role = before.roleOf(product);
        if (!before.saidBy(role).targets().containsKey(release.path())) {
            content.add(release.file());
            change(role, before.saidBy(role).withTarget(release.path(), release.described()));
        }
        return this;
    }

    /** Publishes a root that is whole. The very first may still lack signatures: then all is made but the root itself. */
    public Edition root(RootDraft next) {
        if (before.root().isPresent() && !next.isComplete()) {
            throw new IllegalStateException(next.progress());
        }
        nextRoot = Optional.of(next);
        return this;
    }

    /** Signs a timestamp even when nothing else is new, and a snapshot whose life is half over. */
    public Edition wake() {
        wakes = true;
        return this;
    }

    /** Whose signatures would count; each role needs a threshold of its own among them. */
    public List<RoleKey> wanted() throws RepositoryProblem {
        Set<RoleKey> wanted = new LinkedHashSet<>();
        for (String role : targetsDue().keySet()) {
            wanted.addAll(signersOf(role));
        }
        if (snapshotDue()) {
            wanted.addAll(signersOf(TopLevelRole.SNAPSHOT));
        }
        if (timestampDue()) {
            wanted.addAll(signersOf(TopLevelRole.TIMESTAMP));
        }
        return List.copyOf(wanted);
    }

    /**
     * Signs all of it.
     *
     * @return what to write, in this order; empty when there is nothing new
     * @throws RepositoryProblem when keys are missing, or a client would refuse the outcome
     */
    public List<FileWrite> sign(Collection<Signatory> signatories) throws RepositoryProblem {
        var signing = new Signing(signatories);
        var targets = new TreeMap<String, SignedFile>();
        for (var due : targetsDue().entrySet()) {
            targets.put(
                    due.getKey(),
                    signing.sign(due.getKey(), due.getValue(), signersOf(due.getKey()), keysOf(due.getKey())));
        }
        Optional<SignedFile> snapshot =
                snapshotDue() ? Optional.of(top(signing, TopLevelRole.SNAPSHOT, snapshot(targets))) : Optional.empty();
        Optional<SignedFile> timestamp = timestampDue()
                ? Optional.of(top(signing, TopLevelRole.TIMESTAMP, timestamp(snapshot)))
                : Optional.empty();
        var signed = new SignedEdition(before, nextRoot, targets, snapshot, timestamp);
        signed.requireTaken(now);
        var writes = new ArrayList<>(content);
        writes.addAll(signed.writes());
        return writes;
    }

    private SignedFile top(Signing signing, TopLevelRole role, Body body) throws RepositoryProblem {
        return signing.sign(role.roleName(), body, signersOf(role), root().keysOf(role));
    }

    private SortedMap<String, TargetsBody> targetsDue() throws RepositoryProblem {
        var due = new TreeMap<String, TargetsBody>();
        var roles = new ArrayList<>(List.of(TARGETS));
        top().delegates().forEach(delegate -> roles.add(delegate.role()));
        for (String role : roles) {
            Held<TargetsBody> held = before.targets().get(role);
            if (changes.containsKey(role) || held == null || !keysOf(role).approve(held.file())) {
                TargetsBody body = changes.getOrDefault(role, before.saidBy(role));
                due.put(role, body.as(before.listedVersion(role) + 1, expiry(TopLevelRole.TARGETS)));
            }
        }
        if (!roles.containsAll(changes.keySet())) {
            throw new RepositoryProblem("the targets role delegates to none of " + changes.keySet());
        }
        return due;
    }

    private boolean snapshotDue() throws RepositoryProblem {
        if (before.snapshot().isEmpty() || !targetsDue().isEmpty()) {
            return true;
        }
        var held = before.snapshot().get();
        Duration left = Duration.between(now, held.body().expires());
        boolean old = left.multipliedBy(2).compareTo(lifetimes.of(TopLevelRole.SNAPSHOT)) < 0;
        return (wakes && old) || !root().keysOf(TopLevelRole.SNAPSHOT).approve(held.file());
    }

    private boolean timestampDue() throws RepositoryProblem {
        return wakes
                || snapshotDue()
                || before.timestamp().isEmpty()
                || !root().keysOf(TopLevelRole.TIMESTAMP)
                        .approve(before.timestamp().get().file());
    }

    private SnapshotBody snapshot(SortedMap<String, SignedFile> fresh) throws RepositoryProblem {
        var files = new TreeMap<String, ListedFile>();
        before.snapshot().ifPresent(held -> files.putAll(held.body().files()));
        fresh.forEach((role, file) -> files.put(role, ListedFile.of(before.listedVersion(role) + 1, file.bytes())));
        return new SnapshotBody(snapshotVersion() + 1, expiry(TopLevelRole.SNAPSHOT), files);
    }

    private TimestampBody timestamp(Optional<SignedFile> fresh) {
        ListedFile listed = fresh.map(file -> ListedFile.of(snapshotVersion() + 1, file.bytes()))
                .orElseGet(() -> before.timestamp().orElseThrow().body().snapshot());
        long version = before.timestamp().map(held -> held.body().version()).orElse(0L) + 1;
        return new TimestampBody(version, expiry(TopLevelRole.TIMESTAMP), listed);
    }

    private long snapshotVersion() {
        return before.snapshot().map(held -> held.body().version()).orElse(0L);
    }

    private Instant expiry(TopLevelRole role) {
        return now.plus(lifetimes.of(role)).truncatedTo(ChronoUnit.SECONDS);
    }

    private TargetsBody top() {
        return changes.getOrDefault(TARGETS, before.saidBy(TARGETS));
    }

    private RootBody root() {
        return nextRoot.map(next -> next.draft().body())
                .or(() -> before.root().map(Held::body))
                .orElseThrow(() -> new IllegalStateException("no root, and none to come"));
    }

    private KeySet keysOf(String role) {
        return role.equals(TARGETS)
                ? root().keysOf(TopLevelRole.TARGETS)
                : top().delegate(role).orElseThrow().keys();
    }

    private Set<RoleKey> signersOf(String role) {
        return role.equals(TARGETS)
                ? signersOf(TopLevelRole.TARGETS)
                : new LinkedHashSet<>(keysOf(role).keys());
    }

    /** Of the present root and of the next one. */
    private Set<RoleKey> signersOf(TopLevelRole role) {
        var signers = new LinkedHashSet<>(root().keysOf(role).keys());
        before.root().ifPresent(held -> signers.addAll(held.body().keysOf(role).keys()));
        return signers;
    }
}
