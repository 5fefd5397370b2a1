package dev.patchwave.trust.tuf;

import java.util.Optional;

/**
 * One way to trust a targets role: the root's to the top-level role, or a delegation.
 *
 * @param delegation empty for the top-level role, whose keys the root names
 */
public record Grant(RoleName role, Optional<Delegation> delegation) {
    /** The root's. */
    public static Grant ofRoot() {
        return new Grant(RoleName.TARGETS, Optional.empty());
    }

    static Grant by(Delegation delegation) {
        return new Grant(delegation.role(), Optional.of(delegation));
    }
}
