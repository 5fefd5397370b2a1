package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a targets role vouches for, itself and through others (4.5).
 *
 * @param targets what is said of each, by its path
 * @param delegates the most trusted first
 */
public record TargetsBody(
        long version, Instant expires, SortedMap<String, Json.Members> targets, List<Delegate> delegates)
        implements Body {
    public TargetsBody {
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
        delegates = List.copyOf(delegates);
    }

    /** Nothing yet; version and expiry are an {@link Edition}'s to set. */
    public static TargetsBody empty() {
        return new TargetsBody(1, Instant.EPOCH, new TreeMap<>(), List.of());
    }

    static TargetsBody read(SignedFile file) throws TufProblem {
        Fields signed = Body.fields(file, TopLevelRole.TARGETS);
        var targets = new TreeMap<String, Json.Members>();
        Fields listed = signed.object("targets");
        for (String path : listed.members().keySet()) {
            targets.put(path, listed.object(path).json());
        }
        var delegates = new ArrayList<Delegate>();
        if (signed.has("delegations")) {
            Fields delegations = signed.object("delegations");
            for (Fields role : delegations.objects("roles")) {
                delegates.add(Delegate.read(role, delegations.object("keys").members()));
            }
        }
        return new TargetsBody(signed.whole("version", 1), Body.expires(signed), targets, delegates);
    }

    public Optional<Delegate> delegate(String role) {
        return delegates.stream().filter(each -> each.role().equals(role)).findFirst();
    }

    /** With that target in place of the one of its path, if there is one. */
    public TargetsBody withTarget(String path, Json.Members described) {
        var more = new TreeMap<>(targets);
        more.put(path, described);
        return new TargetsBody(version, expires, more, delegates);
    }

    /** With that delegate in the place of the one of its name, or behind all others. */
    public TargetsBody withDelegate(Delegate delegate) {
        var all = new ArrayList<>(delegates);
        if (delegate(delegate.role()).isPresent()) {
            all.replaceAll(each -> each.role().equals(delegate.role()) ? delegate : each);
        } else {
            all.add(delegate);
        }
        return new TargetsBody(version, expires, targets, all);
    }

    TargetsBody as(long otherVersion, Instant otherExpiry) {
        return new TargetsBody(otherVersion, otherExpiry, targets, delegates);
    }

    @Override
    public Json.Members json() {
        var signed = Body.header(TopLevelRole.TARGETS, version, expires);
        if (!delegates.isEmpty()) {
            signed.put("delegations", delegations());
        }
        return signed.put("targets", new Json.Members(new TreeMap<String, Json>(targets)))
                .build();
    }

    private Json.Members delegations() {
        var keys = new TreeMap<String, Json>(Json.BY_CODE_POINT);
        delegates.forEach(each -> each.keys().keys().forEach(key -> keys.put(key.id(), key.described())));
        List<Json> roles = delegates.stream().<Json>map(Delegate::json).toList();
        return new ObjectBuilder()
                .put("keys", Json.Members.of(keys))
                .put("roles", new Json.Elements(roles))
                .build();
    }
}
