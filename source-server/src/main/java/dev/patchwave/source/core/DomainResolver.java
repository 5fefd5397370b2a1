package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tells which domain a subscriber is in, and why: what the network says of the cell, then the visited network, then what the
 * user says of the cell, then the address, then the default. Immutable; any thread.
 */
public final class DomainResolver {
    /** What a resolution rests on, most trusted first. */
    public enum Reason {
        NETWORK_PROVIDED_CELL,
        VISITED_NETWORK,
        USER_PROVIDED_CELL,
        ADDRESS_PREFIX,
        DEFAULT
    }

    /** A domain and what it rests on. */
    public record Resolution(DomainId domain, Reason reason) {}

    private final DomainTables tables;
    private final List<Integer> prefixLengthsBits;

    public DomainResolver(DomainTables tables) {
        this.tables = tables;
        this.prefixLengthsBits = tables.addresses().keySet().stream()
                .map(AddressPrefix::lengthBits)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Always finds a domain; evidence that no table knows is passed over. */
    public Resolution resolve(Location location) {
        return byCell(location, true)
                .map(domain -> new Resolution(domain, Reason.NETWORK_PROVIDED_CELL))
                .or(() -> byVisitedNetwork(location).map(domain -> new Resolution(domain, Reason.VISITED_NETWORK)))
                .or(() -> byCell(location, false).map(domain -> new Resolution(domain, Reason.USER_PROVIDED_CELL)))
                .or(() -> location.address()
                        .flatMap(this::byAddress)
                        .map(domain -> new Resolution(domain, Reason.ADDRESS_PREFIX)))
                .orElseGet(() -> new Resolution(tables.fallback(), Reason.DEFAULT));
    }

    private Optional<DomainId> byVisitedNetwork(Location location) {
        return location.visitedNetwork().map(tables.visitedNetworks()::get);
    }

    private Optional<DomainId> byCell(Location location, boolean networkProvided) {
        return location.access().stream()
                .filter(access -> access.networkProvided() == networkProvided)
                .flatMap(access -> longestPrefix(access.cell()).stream())
                .findFirst();
    }

    private Optional<DomainId> longestPrefix(String cell) {
        for (int length = cell.length(); length > 0; length--) {
            DomainId domain = tables.cells().get(cell.substring(0, length));
            if (domain != null) {
                return Optional.of(domain);
            }
        }
        return Optional.empty();
    }

    private Optional<DomainId> byAddress(InetAddress address) {
        int widthBits = address.getAddress().length * Byte.SIZE;
        return prefixLengthsBits.stream()
                .filter(lengthBits -> lengthBits <= widthBits)
                .flatMap(lengthBits ->
                        Optional.ofNullable(tables.addresses().get(new AddressPrefix(address, lengthBits))).stream())
                .findFirst();
    }
}
