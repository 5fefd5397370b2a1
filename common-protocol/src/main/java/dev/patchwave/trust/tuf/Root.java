package dev.patchwave.trust.tuf;

import java.util.EnumMap;
import java.util.Map;

/**
 * Who signs what (4.3).
 *
 * @param consistentSnapshot whether names of files carry their version or digest (6.2)
 * @param roles all four
 */
record Root(Header header, boolean consistentSnapshot, Map<TopLevelRole, RoleKeys> roles) implements Role {
    static Root of(Fields signed) throws TufProblem {
        Header header = Header.of(signed, TopLevelRole.ROOT);
        Map<String, TufKey> described = RoleKeys.described(signed.object("keys"));
        Fields named = signed.object("roles");
        var roles = new EnumMap<TopLevelRole, RoleKeys>(TopLevelRole.class);
        for (TopLevelRole role : TopLevelRole.values()) {
            roles.put(role, RoleKeys.of(named.object(role.roleName()), described));
        }
        return new Root(header, signed.flag("consistent_snapshot", false), roles);
    }

    RoleKeys keysOf(TopLevelRole role) {
        return roles.get(role);
    }
}
