package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who signs what (4.3). Snapshots are always consistent (6.2).
 *
 * @param roles all four
 */
public record RootBody(long version, Instant expires, Map<TopLevelRole, KeySet> roles) implements Body {
    public RootBody {
        var all = new EnumMap<TopLevelRole, KeySet>(roles);
        if (all.size() != TopLevelRole.values().length) {
            throw new IllegalArgumentException("a root names four roles, not " + all.keySet());
        }
        roles = Collections.unmodifiableMap(all);
    }

    public static RootBody read(SignedFile file) throws TufProblem {
        Fields signed = Body.fields(file, TopLevelRole.ROOT);
        SortedMap<String, Json> described = signed.object("keys").members();
        var roles = new EnumMap<TopLevelRole, KeySet>(TopLevelRole.class);
        for (TopLevelRole role : TopLevelRole.values()) {
            roles.put(role, KeySet.read(signed.object("roles").object(role.roleName()), described));
        }
        if (!signed.flag("consistent_snapshot", false)) {
            throw signed.malformed("without consistent snapshots, which this program always writes");
        }
        return new RootBody(signed.whole("version", 1), Body.expires(signed), roles);
    }

    public KeySet keysOf(TopLevelRole role) {
        return roles.get(role);
    }

    public RootBody with(TopLevelRole role, KeySet keys) {
        var changed = new EnumMap<>(roles);
        changed.put(role, keys);
        return new RootBody(version, expires, changed);
    }

    public RootBody as(long otherVersion, Instant otherExpiry) {
        return new RootBody(otherVersion, otherExpiry, roles);
    }

    @Override
    public Json.Members json() {
        var keys = new TreeMap<String, Json>(Json.BY_CODE_POINT);
        var named = new ObjectBuilder();
        roles.forEach((role, who) -> {
            who.keys().forEach(key -> keys.put(key.id(), key.described()));
            named.put(role.roleName(), who.json());
        });
        return Body.header(TopLevelRole.ROOT, version, expires)
                .flag("consistent_snapshot", true)
                .put("keys", Json.Members.of(keys))
                .put("roles", named.build())
                .build();
    }
}
