package dev.patchwave.trust.tuf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a targets role vouches for, itself and through others (4.5).
 *
 * @param files by target path
 * @param delegations the most trusted first
 */
record Targets(Header header, SortedMap<String, TargetFile> files, List<Delegation> delegations) implements Role {
    Targets {
        files = Collections.unmodifiableSortedMap(files);
        delegations = List.copyOf(delegations);
    }

    static Targets of(Fields signed) throws TufProblem {
        Header header = Header.of(signed, TopLevelRole.TARGETS);
        Fields listed = signed.object("targets");
        var files = new TreeMap<String, TargetFile>();
        for (String path : listed.members().keySet()) {
            files.put(path, TargetFile.of(path, listed.object(path)));
        }
        Optional<Fields> delegations = signed.optionalObject("delegations");
        return new Targets(header, files, delegations.isPresent() ? delegations(delegations.get()) : List.of());
    }

    Optional<TargetFile> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private static List<Delegation> delegations(Fields delegations) throws TufProblem {
        Map<String, TufKey> described = RoleKeys.described(delegations.object("keys"));
        var roles = new ArrayList<Delegation>();
        Set<RoleName> names = new HashSet<>(); // Only asked, never iterated.
        if (!delegations.has("roles")) {
            return roles; // TAP 15 has other delegations, which we do not know.
        }
        for (Fields role : delegations.objects("roles")) {
            Delegation delegation = Delegation.of(role, described);
            if (!names.add(delegation.role())) {
                throw role.malformed("delegates twice to " + delegation.role());
            }
            roles.add(delegation);
        }
        return roles;
    }
}
