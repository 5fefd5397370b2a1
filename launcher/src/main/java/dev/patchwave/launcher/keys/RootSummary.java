package dev.patchwave.launcher.keys;

import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.repository.KeySet;
import dev.patchwave.trust.tuf.repository.RoleKey;
import dev.patchwave.trust.tuf.repository.RootBody;
import dev.patchwave.trust.tuf.repository.RootDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a holder is about to sign, line by line: who comes, who goes, who stays. */
final class RootSummary {
    private RootSummary() {}

    static List<String> of(RootDraft draft) {
        RootBody next = draft.draft().body();
        var lines = new ArrayList<String>();
        lines.add("root " + next.version() + ", believed until " + next.expires());
        for (TopLevelRole role : TopLevelRole.values()) {
            Optional<KeySet> before = draft.before().map(root -> root.keysOf(role));
            KeySet keys = next.keysOf(role);
            lines.add("  " + role.roleName() + ": " + keys.threshold() + " of "
                    + keys.keys().size()
                    + before.filter(old -> old.threshold() != keys.threshold())
                            .map(old -> ", was " + old.threshold() + " of "
                                    + old.keys().size())
                            .orElse(""));
            keys.keys().forEach(key -> lines.add(mark(before, key) + key.id()));
            before.ifPresent(old -> gone(old, keys).forEach(key -> lines.add("    - " + key.id())));
        }
        return lines;
    }

    /** A plus for a key that comes; none when there is nothing to compare with. */
    private static String mark(Optional<KeySet> before, RoleKey key) {
        boolean comes = before.isPresent() && !before.get().contains(key);
        return comes ? "    + " : "      ";
    }

    private static List<RoleKey> gone(KeySet old, KeySet keys) {
        return old.keys().stream().filter(key -> !keys.contains(key)).toList();
    }
}
