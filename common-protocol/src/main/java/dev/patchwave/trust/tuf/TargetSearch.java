package dev.patchwave.trust.tuf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for a target, pre-order and depth first, as the delegations stand (5.6.7). While {@link #next} names a role, the caller makes
 * it believed ({@link TrustedMetadata#holds} or {@link TrustedMetadata#acceptTargets}) and asks again; when it cannot, the
 * target counts as not found and the search is over.
 */
public final class TargetSearch {
    /** So that nobody makes us fetch without end (5.6.7.1). */
    static final int MAX_ROLES = 32;

    private final String targetPath;
    private final TrustedMetadata trusted;
    private final Deque<Grant> open = new ArrayDeque<>();
    private final Set<RoleName> visited = new HashSet<>(); // Only asked, never iterated.
    private TargetFile found;
    private Grant awaited = Grant.ofRoot();

    TargetSearch(String targetPath, TrustedMetadata trusted) {
        this.targetPath = targetPath;
        this.trusted = trusted;
    }

    /** The next role to believe; empty when the search is over. */
    public Optional<Grant> next() {
        trusted.targets(awaited.role()).ifPresent(this::visit);
        while (found == null && !open.isEmpty() && visited.size() < MAX_ROLES) {
            Grant grant = open.pop();
            if (visited.add(grant.role())) {
                awaited = grant;
                return Optional.of(grant);
            }
        }
        return Optional.empty();
    }

    /** What was found when the search is over. @throws TufProblem NO_SUCH_TARGET when nothing was (5.7.2) */
    public TargetFile result() throws TufProblem {
        if (found == null) {
            throw new TufProblem(TufProblem.Reason.NO_SUCH_TARGET, "no role vouches for a target '" + targetPath + "'");
        }
        return found;
    }

    private void visit(Targets role) {
        visited.add(awaited.role());
        Optional<TargetFile> file = role.file(targetPath);
        if (file.isPresent()) {
            found = file.get();
            return;
        }
        List<Grant> onward = new ArrayList<>();
        for (Delegation delegation : role.delegations()) {
            if (delegation.coverage().covers(targetPath)) {
                onward.add(Grant.by(delegation));
                if (delegation.terminating()) {
                    open.clear();
                    break;
                }
            }
        }
        onward.reversed().forEach(open::push);
    }
}
