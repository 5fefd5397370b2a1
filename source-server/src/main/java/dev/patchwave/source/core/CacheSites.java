package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.swarm.HolderId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All caches, found by name and by identity, and the domains that they stand in. Immutable; any thread. */
public final class CacheSites {
    private final Map<HolderId, CacheSite> byId = new TreeMap<>();
    private final Map<SubscriberId, CacheSite> byIdentity = new TreeMap<>();
    private final SortedMap<DomainId, List<HolderId>> byDomain = new TreeMap<>();

    /** @param domains every domain, also those without caches */
    public CacheSites(Collection<DomainId> domains, List<CacheSite> caches) {
        domains.forEach(domain -> byDomain.put(domain, new ArrayList<>()));
        for (CacheSite cache : caches) {
            byId.put(cache.id(), cache);
            byIdentity.put(cache.identity(), cache);
            byDomain.computeIfAbsent(cache.domain(), domain -> new ArrayList<>())
                    .add(cache.id());
        }
    }

    public Optional<CacheSite> cache(HolderId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Optional<CacheSite> cache(SubscriberId identity) {
        return Optional.ofNullable(byIdentity.get(identity));
    }

    /** All of them, by name. */
    public List<CacheSite> all() {
        return List.copyOf(byId.values());
    }

    /** Every domain with its caches, the preferred first. */
    public SortedMap<DomainId, List<HolderId>> byDomain() {
        var copy = new TreeMap<DomainId, List<HolderId>>();
        byDomain.forEach((domain, caches) -> copy.put(domain, List.copyOf(caches)));
        return copy;
    }
}
