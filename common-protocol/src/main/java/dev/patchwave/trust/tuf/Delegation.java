package dev.patchwave.trust.tuf;

import java.util.Map;

/**
 * Trust in another role for some targets (DELEGATIONS in 4.5).
 *
 * @param terminating whether what comes after it has no say in the targets that it covers
 */
record Delegation(RoleName role, RoleKeys keys, Coverage coverage, boolean terminating) {
    static Delegation of(Fields role, Map<String, TufKey> described) throws TufProblem {
        return new Delegation(
                RoleName.delegated(role.text("name")),
                RoleKeys.of(role, described),
                Coverage.of(role),
                role.flag("terminating", false));
    }
}
