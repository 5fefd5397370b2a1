package dev.patchwave.trust.tuf.repository;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TopLevelRole;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a repository has published last, all of it verified by {@link StateReader}.
 *
 * @param root empty until enough holders have signed the first one
 * @param targets the targets role, and those that it delegates to, by name
 */
public record RepositoryState(
        Optional<Held<RootBody>> root,
        SortedMap<String, Held<TargetsBody>> targets,
        Optional<Held<SnapshotBody>> snapshot,
        Optional<Held<TimestampBody>> timestamp) {
    /** Of a repository that is still to be made. */
    public static final RepositoryState EMPTY =
            new RepositoryState(Optional.empty(), new TreeMap<>(), Optional.empty(), Optional.empty());

    /** The name of the top-level targets role. */
    public static final String TARGETS = TopLevelRole.TARGETS.roleName();

    public RepositoryState {
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
    }

    /** What a targets role says; nothing when it is not there. */
    public TargetsBody saidBy(String role) {
        Held<TargetsBody> held = targets.get(role);
        return held == null ? TargetsBody.empty() : held.body();
    }

    /** The role that vouches for a product's releases: its own when it is delegated to, else the targets role. */
    public String roleOf(String product) {
        return saidBy(TARGETS).delegate(product).isPresent() ? product : TARGETS;
    }

    /** The highest sequence of a product's releases; 0 when there is none. */
    public long newestSequence(String product) throws RepositoryProblem {
        long newest = 0;
        for (Held<TargetsBody> role : targets.values()) {
            for (var target : role.body().targets().entrySet()) {
                if (target.getKey().startsWith(product + "/")) {
                    newest = Math.max(newest, ReleaseTarget.sequence(target.getKey(), target.getValue()));
                }
            }
        }
        return newest;
    }

    /** Where the manifest of a release lies; empty when nobody vouches for one. */
    public Optional<String> manifestPath(ReleaseId release) throws RepositoryProblem {
        Json.Members described = saidBy(roleOf(release.product())).targets().get(ReleaseTarget.path(release));
        return described == null ? Optional.empty() : Optional.of(ReleaseTarget.filePath(release, described));
    }

    /** 0 for a role that was never listed. */
    long listedVersion(String role) {
        return snapshot.map(held -> held.body().files().get(role))
                .map(ListedFile::version)
                .orElse(0L);
    }
}
