package dev.patchwave.trust.tuf;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one update believes so far (specification 5.2 to 5.6): gets files, and takes or refuses them. Starts with the root that the
 * client was shipped with or stored last; then roots, timestamp, snapshot and targets must come in this order.
 *
 * <p>A method named {@code accept} decides on a file from a mirror: when it returns {@link Verdict#TRUSTED} the caller makes the very
 * bytes durable before it goes on. A method named {@code recall} is offered what an earlier update stored. What is refused changes
 * nothing. For one update and one thread.
 */
public final class TrustedMetadata {
    /** What became of a file that is not refused. */
    public enum Verdict {
        /** Believed from now on: to be stored. */
        TRUSTED,
        /** A root that is believed, and withdraws a key of timestamp or snapshot: before it is stored both are to be deleted. */
        TRUSTED_AND_RECOVERS,
        /** The same version as before: what is stored stays. */
        KNOWN
    }

    private final Instant started;
    private final Map<RoleName, MetadataFile<Targets>> targets = new TreeMap<>(RoleName.BY_NAME);
    private Root root;
    private Timestamp timestamp;
    private Snapshot snapshot;

    /**
     * Trusts {@code shippedOrStored}, however old it is (5.2).
     *
     * @param started when the update began; all expiries are compared with it (5.1)
     * @throws TufProblem when it is no root or not signed by its own keys: then it was damaged
     */
    public TrustedMetadata(byte[] shippedOrStored, Instant started) throws TufProblem {
        this.started = started;
        MetadataFile<Root> file = MetadataFile.root(shippedOrStored);
        file.role().keysOf(TopLevelRole.ROOT).requireSigned("the trusted root", file);
        this.root = file.role();
    }

    public long rootVersion() {
        return root.header().version();
    }

    /** Whether names of files at a mirror carry their version or digest (5.3.12). */
    public boolean consistentSnapshot() {
        return root.consistentSnapshot();
    }

    /** Decides on the root that was found as the next version (5.3.4 to 5.3.7, and 5.3.11 already at each step). */
    public Verdict acceptRoot(byte[] bytes) throws TufProblem {
        MetadataFile<Root> file = MetadataFile.root(bytes);
        Root next = file.role();
        root.keysOf(TopLevelRole.ROOT).requireSigned("the new root, by the old keys", file);
        next.keysOf(TopLevelRole.ROOT).requireSigned("the new root, by its own keys", file);
        next.header().requireVersion("the new root", rootVersion() + 1);
        boolean recovers = lostKeysIn(next, TopLevelRole.TIMESTAMP) || lostKeysIn(next, TopLevelRole.SNAPSHOT);
        root = next;
        return recovers ? Verdict.TRUSTED_AND_RECOVERS : Verdict.TRUSTED;
    }

    /** Ends the roots. @throws TufProblem EXPIRED when the latest one is (5.3.10) */
    public void endRoots() throws TufProblem {
        root.header().requireFresh("root", started);
    }

    /** Remembers the stored timestamp, expired or not, to compare the next one with; ignored when today's keys did not sign it. */
    public void recallTimestamp(byte[] stored) {
        try {
            MetadataFile<Timestamp> file = MetadataFile.timestamp(stored);
            root.keysOf(TopLevelRole.TIMESTAMP).requireSigned("timestamp", file);
            timestamp = file.role();
        } catch (TufProblem e) {
            timestamp = null;
        }
    }

    /** Decides on the timestamp of a mirror (5.4.2 to 5.4.4). */
    public Verdict acceptTimestamp(byte[] bytes) throws TufProblem {
        MetadataFile<Timestamp> file = MetadataFile.timestamp(bytes);
        Timestamp next = file.role();
        root.keysOf(TopLevelRole.TIMESTAMP).requireSigned("timestamp", file);
        if (timestamp != null) {
            requireNoOlder("timestamp", timestamp.header().version(), file.version());
            if (file.version() == timestamp.header().version()) {
                timestamp.header().requireFresh("timestamp", started);
                return Verdict.KNOWN;
            }
            requireNoOlder(
                    "snapshot", timestamp.snapshot().version(), next.snapshot().version());
        }
        next.header().requireFresh("timestamp", started);
        timestamp = next;
        return Verdict.TRUSTED;
    }

    /** What the timestamp says of the snapshot. */
    public FileVersion listedSnapshot() {
        return timestamp.snapshot();
    }

    /**
     * Remembers the stored snapshot, to compare the next one with; ignored when today's keys did not sign it.
     *
     * @return whether it is the one that the timestamp lists, so that none need be fetched
     */
    public boolean recallSnapshot(byte[] stored) {
        try {
            MetadataFile<Snapshot> file = MetadataFile.snapshot(stored);
            root.keysOf(TopLevelRole.SNAPSHOT).requireSigned("snapshot", file);
            snapshot = file.role();
            listedSnapshot().requireContent("snapshot", stored);
            file.role().header().requireVersion("snapshot", listedSnapshot().version());
            file.role().header().requireFresh("snapshot", started);
            return true;
        } catch (TufProblem e) {
            return false;
        }
    }

    /** Decides on the snapshot of a mirror (5.5.2 to 5.5.6). */
    public Verdict acceptSnapshot(byte[] bytes) throws TufProblem {
        listedSnapshot().requireContent("snapshot", bytes);
        MetadataFile<Snapshot> file = MetadataFile.snapshot(bytes);
        Snapshot next = file.role();
        root.keysOf(TopLevelRole.SNAPSHOT).requireSigned("snapshot", file);
        next.header().requireVersion("snapshot", listedSnapshot().version());
        if (snapshot != null) {
            snapshot.requireNotRolledBackBy(next);
        }
        next.header().requireFresh("snapshot", started);
        snapshot = next;
        return Verdict.TRUSTED;
    }

    /** What the snapshot says of a targets role. @throws TufProblem MISSING when it says nothing */
    public FileVersion listed(RoleName role) throws TufProblem {
        return snapshot.require(role.metaName());
    }

    /**
     * Decides on the file of a targets role, stored or of a mirror (5.6.2 to 5.6.5).
     *
     * @param grant who delegates to it
     */
    public Verdict acceptTargets(Grant grant, byte[] bytes) throws TufProblem {
        RoleName role = grant.role();
        FileVersion listed = listed(role);
        listed.requireContent(role.text(), bytes);
        MetadataFile<Targets> file = MetadataFile.targets(bytes);
        keysOf(grant).requireSigned(role.text(), file);
        file.role().header().requireVersion(role.text(), listed.version());
        file.role().header().requireFresh(role.text(), started);
        targets.put(role, file);
        return Verdict.TRUSTED;
    }

    /**
     * Whether this update believes the role already. Whoever delegates to it anew must agree with who signed it: trust by one way is
     * none by another.
     *
     * @throws TufProblem UNSIGNED when it does not
     */
    public boolean holds(Grant grant) throws TufProblem {
        MetadataFile<Targets> known = targets.get(grant.role());
        if (known != null) {
            keysOf(grant).requireSigned(grant.role().text(), known);
        }
        return known != null;
    }

    /** A delegation of a role that is believed, to one that is not yet; empty when all that are delegated to are believed. */
    public Optional<Grant> unheld() {
        return targets.values().stream()
                .flatMap(file -> file.role().delegations().stream())
                .filter(delegation -> !targets.containsKey(delegation.role()))
                .findFirst()
                .map(Grant::by);
    }

    /** When what is believed ends to be, by the name of the role. */
    public SortedMap<String, Instant> expiries() {
        var expiries = new TreeMap<String, Instant>();
        expiries.put(TopLevelRole.ROOT.roleName(), root.header().expires());
        if (timestamp != null) {
            expiries.put(TopLevelRole.TIMESTAMP.roleName(), timestamp.header().expires());
        }
        if (snapshot != null) {
            expiries.put(TopLevelRole.SNAPSHOT.roleName(), snapshot.header().expires());
        }
        targets.forEach(
                (role, file) -> expiries.put(role.text(), file.role().header().expires()));
        return expiries;
    }

    /** Starts to look for a target; the top-level targets must be believed. */
    public TargetSearch search(String targetPath) {
        return new TargetSearch(targetPath, this);
    }

    Optional<Targets> targets(RoleName role) {
        return Optional.ofNullable(targets.get(role)).map(MetadataFile::role);
    }

    private RoleKeys keysOf(Grant grant) {
        return grant.delegation().map(Delegation::keys).orElseGet(() -> root.keysOf(TopLevelRole.TARGETS));
    }

    private boolean lostKeysIn(Root next, TopLevelRole role) {
        return root.keysOf(role).lostKeysIn(next.keysOf(role));
    }

    private static void requireNoOlder(String what, long before, long now) throws TufProblem {
        if (now < before) {
            String message = what + " was version " + before + " and is version " + now;
            throw new TufProblem(TufProblem.Reason.ROLLBACK, message);
        }
    }
}
