package dev.patchwave.source.app;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.AddressPrefix;
import dev.patchwave.source.core.CacheSite;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.DomainTables;
import dev.patchwave.source.token.TokenTerms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/** The network as the configuration describes it. */
final class Places {
    private Places() {}

    static DomainTables tables(SourceConfig config) {
        var cells = new TreeMap<String, DomainId>();
        var visited = new TreeMap<String, DomainId>();
        var addresses = new LinkedHashMap<AddressPrefix, DomainId>();
        for (SourceConfig.Domain domain : config.domains()) {
            domain.cells().forEach(cell -> cells.put(cell, domain.id()));
            domain.visitedNetworks().forEach(network -> visited.put(network, domain.id()));
            domain.addresses().forEach(block -> addresses.put(AddressPrefix.parse(block), domain.id()));
        }
        return new DomainTables(cells, visited, addresses, new DomainId(config.defaultDomain()));
    }

    static TokenTerms terms(SourceConfig config) {
        var beyond = new TreeMap<DomainId, List<DomainId>>();
        for (SourceConfig.Domain domain : config.domains()) {
            if (domain.beyond() != null) {
                beyond.put(
                        domain.id(), domain.beyond().stream().map(DomainId::new).toList());
            }
        }
        var tokens = config.tokens();
        return new TokenTerms(
                config.sip().service(),
                tokens.lifetime().duration(),
                tokens.clockSkew().duration(),
                tokens.publishedBefore().duration(),
                beyond);
    }

    static CacheSites caches(SourceConfig config) {
        return new CacheSites(
                config.domains().stream().map(SourceConfig.Domain::id).toList(),
                config.domains().stream()
                        .flatMap(domain -> domain.caches().stream()
                                .map(cache -> new CacheSite(
                                        cache.id(), new SubscriberId(cache.identity()), domain.id(), cache.uri())))
                        .toList());
    }
}
