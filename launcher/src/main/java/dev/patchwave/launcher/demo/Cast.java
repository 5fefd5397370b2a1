package dev.patchwave.launcher.demo;

import java.util.List;

/**
 * Who plays in the demo: the five steps of TR 22.906 clause 5.3 with their names, and a few more so that caches get congested.
 *
 * <p>Uplinks are narrow enough that one copy takes seconds: the congestion that moves the story on is real.
 */
final class Cast {
    static final String FIRST_AREA = "area-1";
    static final String SECOND_AREA = "area-2";
    static final String BOB = "bob";

    /** @param early on line before the campaign starts; the others come when the first are downloading */
    record Client(String name, String domain, boolean early) {
        /** The cell that the device is in, by which the source finds its domain. */
        String cell() {
            return domain.equals(FIRST_AREA) ? "23415A1C20012345" : "23415B2C20054321";
        }
    }

    record Cache(String name, String domain) {}

    static final List<Cache> CACHES = List.of(new Cache("cache-1", FIRST_AREA), new Cache("cache-2", SECOND_AREA));

    static final List<Client> CLIENTS = List.of(
            new Client("alice", FIRST_AREA, true),
            new Client(BOB, FIRST_AREA, true),
            new Client("jerry", FIRST_AREA, false),
            new Client("michael", FIRST_AREA, false),
            new Client("carol", FIRST_AREA, false),
            new Client("dave", FIRST_AREA, false),
            new Client("nina", SECOND_AREA, true),
            new Client("oscar", SECOND_AREA, true),
            new Client("peggy", SECOND_AREA, true));

    private Cast() {}

    /** The same people as a deployment wants them. */
    static Members members(Scale scale) {
        return new Members(
                scale.source(),
                CACHES.stream()
                        .map(cache -> new Members.Cache(
                                cache.name(), cache.domain(), prefixOf(cache.domain()), scale.cache()))
                        .toList(),
                CLIENTS.stream()
                        .map(client -> new Members.Client(client.name(), client.cell(), scale.client()))
                        .toList());
    }

    private static String prefixOf(String domain) {
        return domain.equals(FIRST_AREA) ? "23415A" : "23415B";
    }
}
