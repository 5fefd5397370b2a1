package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The operator's tables from places to domains.
 *
 * @param cells prefixes of cell ids; the longest that fits counts
 * @param visitedNetworks values of P-Visited-Network-ID, exactly
 * @param addresses address blocks; the longest that fits counts
 * @param fallback the domain of whoever fits nowhere
 */
public record DomainTables(
        NavigableMap<String, DomainId> cells,
        NavigableMap<String, DomainId> visitedNetworks,
        Map<AddressPrefix, DomainId> addresses,
        DomainId fallback) {
    public DomainTables {
        cells = new TreeMap<>(cells);
        visitedNetworks = new TreeMap<>(visitedNetworks);
        addresses = Map.copyOf(addresses);
    }

    /** Every domain that some table names. */
    public SortedSet<DomainId> domains() {
        var domains = new TreeSet<>(cells.values());
        domains.addAll(visitedNetworks.values());
        domains.addAll(addresses.values());
        domains.add(fallback);
        return domains;
    }
}
