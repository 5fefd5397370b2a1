package dev.patchwave.launcher.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.ReleaseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The demo must be able to fail: each broken promise is found. */
class VerdictTest {
    private static final String RELEASE = "demo@2";
    private static final int SEGMENTS = 10;
    private static final long MEBIBYTE = 1 << 20;

    private final Map<String, ProgramStatus> programs = new TreeMap<>();
    private final Story story = new Story();

    VerdictTest() {
        Cast.CLIENTS.forEach(client -> installed(client.name(), 0, 3, true));
        cache("cache-1", Map.of("source", 10 * MEBIBYTE));
        cache("cache-2", Map.of("source", 4 * MEBIBYTE, "other-cache", 6 * MEBIBYTE));
    }

    @Test
    void aCampaignAsItShouldBeHasNoProblems() {
        assertEquals(List.of(), problems());
    }

    @Test
    void eachStepIsToldOnce() {
        story.bobCameBack(4);

        assertEquals(5, story.observe(snapshot()).size());
        assertEquals(List.of(), story.observe(snapshot()));
    }

    @Test
    void aClientWithoutThePatchIsAProblem() {
        put("dave", "downloading", 9, new TreeMap<>(Map.of("own-cache", 9 * MEBIBYTE)), 0, false);

        assertProblem("dave did not install the patch (downloading, 9 of 10 segments)");
    }

    @Test
    void aClientThatIsGoneIsAProblem() {
        programs.remove("nina");

        assertProblem("nina did not install the patch (not running, 0 of 0 segments)");
    }

    @Test
    void anotherDigestIsAProblem() {
        installed("oscar", 0, 3, false);

        assertProblem("oscar installed a file with another digest: abcd");
    }

    @Test
    void aVerifiedSegmentFetchedTwiceIsAProblem() {
        installed("bob", 1, 3, true);

        assertProblem("bob fetched 1 verified segments twice");
    }

    @Test
    void whatBobOwnedWhenHeWasKilledHeMustOwnWhenHeComesBack() {
        put("bob", "downloading", 3, new TreeMap<>(Map.of("own-cache", 3 * MEBIBYTE)), 0, false);
        story.bobCameBack(4);
        story.observe(snapshot());
        installed("bob", 0, 3, true);

        assertProblem("bob fetched 1 verified segments twice: they were lost when he was killed");
    }

    @Test
    void noByteFromPeersIsAProblem() {
        Cast.CLIENTS.forEach(client -> installed(client.name(), 0, 0, true));

        assertProblem("no byte came from a peer");
    }

    @Test
    void aCacheThatTookNothingFromTheOtherIsAProblem() {
        cache("cache-2", Map.of("source", 10 * MEBIBYTE));

        assertProblem("cache-2 took nothing from cache-1");
    }

    @Test
    void aStepThatWasNotSeenIsAProblem() {
        var problems = new Verdict(snapshot(), Map.of(), story).problems();

        assertTrue(problems.stream().anyMatch(problem -> problem.startsWith("step 5 was not seen")));
    }

    @Test
    void theTableHasARowForEverybody() {
        var table = new Verdict(snapshot(), Map.of("bob", Duration.ofMillis(1234)), story).table();

        assertEquals(1 + Cast.CACHES.size() + Cast.CLIENTS.size(), table.size());
        assertTrue(table.stream()
                .anyMatch(row -> row.startsWith("bob") && row.contains("1.2 s") && row.endsWith("equal")));
    }

    private void assertProblem(String expected) {
        var problems = problems();
        assertTrue(problems.contains(expected), problems::toString);
    }

    private List<String> problems() {
        story.bobCameBack(4);
        story.observe(snapshot());
        return new Verdict(snapshot(), Map.of(), story).problems();
    }

    private Snapshot snapshot() {
        return new Snapshot(Duration.ofSeconds(9), RELEASE, programs);
    }

    private void installed(String name, int twice, int fromPeers, boolean digestEqual) {
        var from = new TreeMap<>(Map.of("own-cache", (SEGMENTS - fromPeers) * MEBIBYTE, "peer", fromPeers * MEBIBYTE));
        put(name, "installed", SEGMENTS, from, twice, digestEqual);
    }

    private void cache(String name, Map<String, Long> from) {
        put(name, "full", SEGMENTS, new TreeMap<>(from), 0, false);
    }

    private void put(
            String name, String state, int owned, SortedMap<String, Long> from, int twice, boolean digestEqual) {
        var release = new ReleaseStatus(
                RELEASE, 2, SEGMENTS * MEBIBYTE, state, SEGMENTS, owned, from, 0, 0, twice, "abcd", digestEqual);
        programs.put(name, new ProgramStatus("client", name, "", state, "1", 1, 0, List.of(release), null, null, null));
    }
}
