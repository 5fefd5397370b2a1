package dev.patchwave.source.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.patchwave.signal.DomainId;
import dev.patchwave.source.core.DomainResolver.Reason;
import dev.patchwave.source.core.DomainResolver.Resolution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DomainResolverTest {
    private static final DomainId NORTH = new DomainId("north");
    private static final DomainId HARBOUR = new DomainId("harbour");
    private static final DomainId ABROAD = new DomainId("abroad");
    private static final DomainId OFFICE = new DomainId("office");
    private static final DomainId ELSEWHERE = new DomainId("elsewhere");
    private static final String NORTH_CELL = "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=26201000100000101";
    private static final String HARBOUR_CELL = "3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=\"2620100A200000777\"";

    private final DomainResolver resolver = new DomainResolver(new DomainTables(
            new TreeMap<>(Map.of("26201", NORTH, "2620100A2", HARBOUR)),
            new TreeMap<>(Map.of("other.example", ABROAD)),
            Map.of(
                    AddressPrefix.parse("10.0.0.0/8"), NORTH,
                    AddressPrefix.parse("10.1.2.0/24"), OFFICE,
                    AddressPrefix.parse("2001:db8:7::/48"), OFFICE),
            ELSEWHERE));

    @Test
    void theLongestCellPrefixCounts() {
        assertEquals(new Resolution(HARBOUR, Reason.NETWORK_PROVIDED_CELL), at("", HARBOUR_CELL + ";network-provided"));
        assertEquals(new Resolution(NORTH, Reason.NETWORK_PROVIDED_CELL), at("", NORTH_CELL + ";network-provided"));
    }

    @Test
    void theNetworksWordGoesBeforeTheUsers() {
        assertEquals(
                new Resolution(NORTH, Reason.NETWORK_PROVIDED_CELL),
                at("other.example", HARBOUR_CELL, NORTH_CELL + ";network-provided"));
        assertEquals(new Resolution(ABROAD, Reason.VISITED_NETWORK), at("other.example", HARBOUR_CELL));
        assertEquals(new Resolution(HARBOUR, Reason.USER_PROVIDED_CELL), at("unheard-of.example", HARBOUR_CELL));
    }

    @Test
    void theAddressCountsWhereNothingElseIsKnown() {
        assertEquals(new Resolution(OFFICE, Reason.ADDRESS_PREFIX), resolver.resolve(address("10.1.2.77")));
        assertEquals(new Resolution(NORTH, Reason.ADDRESS_PREFIX), resolver.resolve(address("10.1.3.77")));
        assertEquals(new Resolution(OFFICE, Reason.ADDRESS_PREFIX), resolver.resolve(address("2001:db8:7:1::5")));
        assertEquals(new Resolution(ELSEWHERE, Reason.DEFAULT), resolver.resolve(address("192.0.2.1")));
    }

    @Test
    void aBlockIsEqualToItselfWhateverStandsBehindItsLength() {
        assertEquals(AddressPrefix.parse("10.1.2.0/24"), AddressPrefix.parse("10.1.2.99/24"));
        assertEquals("10.1.2.0/24", AddressPrefix.parse("10.1.2.99/24").toString());
    }

    @Test
    void whatIsNoBlockIsRefused() {
        for (String text : List.of("example.org/8", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "")) {
            assertThrows(IllegalArgumentException.class, () -> AddressPrefix.parse(text), text);
        }
    }

    @Test
    void aHeaderWithoutALocationSaysNothing() {
        assertEquals(Optional.empty(), AccessNetwork.parse("IEEE-802.11;network-provided"));
        assertEquals(Optional.empty(), AccessNetwork.parse("x".repeat(10_000)));
    }

    private Resolution at(String visited, String... access) {
        return resolver.resolve(new Location(
                Stream.of(access)
                        .flatMap(header -> AccessNetwork.parse(header).stream())
                        .toList(),
                Optional.of(visited),
                Optional.empty()));
    }

    private static Location address(String literal) {
        return Location.at(AddressPrefix.address(literal));
    }
}
