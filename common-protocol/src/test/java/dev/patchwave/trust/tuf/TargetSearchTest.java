package dev.patchwave.trust.tuf;

import static dev.patchwave.trust.tuf.TestFiles.LATER;
import static dev.patchwave.trust.tuf.TestFiles.NOW;
import static dev.patchwave.trust.tuf.TestFiles.delegation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.patchwave.trust.tuf.TestFiles.Signers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Graphs of delegations. All roles are signed by one key, unless told otherwise. */
class TargetSearchTest {
    private static final TestKey KEY = TestKey.named("k");
    private static final TestKey OTHER = TestKey.named("o");
    private static final String WANTED = "p/x.bin";

    private final Map<String, List<Map<String, Object>>> delegations = new LinkedHashMap<>();
    private final Map<String, TestKey> signers = new TreeMap<>();
    private final Map<String, String> contents = new TreeMap<>();

    private void edge(String from, String to, boolean terminating, String... paths) {
        edge(from, to, terminating, KEY, paths);
    }

    private void edge(String from, String to, boolean terminating, TestKey key, String... paths) {
        delegations
                .computeIfAbsent(from, unused -> new ArrayList<>())
                .add(delegation(to, terminating, Signers.of(key), paths));
        delegations.computeIfAbsent(to, unused -> new ArrayList<>());
    }

    private List<String> visited() throws TufProblem {
        return visited(trusted(), WANTED);
    }

    private List<String> visited(TrustedMetadata trusted, String path) throws TufProblem {
        var visited = new ArrayList<String>();
        var search = trusted.search(path);
        for (var next = search.next(); next.isPresent(); next = search.next()) {
            visited.add(next.get().role().text());
            if (!trusted.holds(next.get())) {
                trusted.acceptTargets(next.get(), file(next.get().role().text()));
            }
        }
        try {
            visited.add("found " + search.result().lengthBytes());
        } catch (TufProblem e) {
            assertEquals(TufProblem.Reason.NO_SUCH_TARGET, e.reason());
        }
        return visited;
    }

    private TrustedMetadata trusted() throws TufProblem {
        var roles = new TreeMap<TopLevelRole, Signers>();
        Arrays.stream(TopLevelRole.values()).forEach(role -> roles.put(role, Signers.of(KEY)));
        var trusted = new TrustedMetadata(TestFiles.root(1, LATER, roles, KEY), NOW);
        trusted.acceptTimestamp(TestFiles.timestamp(1, LATER, 1, KEY));
        var versions = new TreeMap<String, Long>(Map.of("targets", 1L));
        delegations.keySet().forEach(role -> versions.put(role, 1L));
        trusted.acceptSnapshot(TestFiles.snapshot(1, LATER, versions, KEY));
        trusted.acceptTargets(Grant.ofRoot(), file("targets"));
        return trusted;
    }

    private byte[] file(String role) {
        Map<String, byte[]> files =
                contents.containsKey(role) ? Map.of(WANTED, TestFiles.utf8(contents.get(role))) : Map.of();
        return TestFiles.targets(
                1, LATER, files, delegations.getOrDefault(role, List.of()), signers.getOrDefault(role, KEY));
    }

    @Test
    void goesDeepBeforeItGoesOn() throws TufProblem {
        edge("targets", "a", false, "*/*");
        edge("targets", "b", false, "*/*");
        edge("a", "c", false, "*/*");
        edge("a", "d", false, "p/*");
        assertEquals(List.of("a", "c", "d", "b"), visited());
    }

    @Test
    void theFirstToVouchHasTheSay() throws TufProblem {
        edge("targets", "a", false, "*/*");
        edge("targets", "b", false, "*/*");
        contents.put("a", "1");
        contents.put("b", "22");
        assertEquals(List.of("a", "found 1"), visited());
        contents.put("targets", "333");
        assertEquals(List.of("found 3"), visited());
    }

    @Test
    void afterATerminatingOneOnlyItsOwnAreAsked() throws TufProblem {
        edge("targets", "a", false, "*/*");
        edge("targets", "b", false, "*/*");
        edge("a", "c", true, "p/*");
        edge("a", "d", false, "*/*");
        edge("c", "e", false, "*/*");
        contents.put("b", "22");
        contents.put("d", "4444");
        assertEquals(List.of("a", "c", "e"), visited());
    }

    @Test
    void aTerminatingOneForOtherPathsEndsNothing() throws TufProblem {
        edge("targets", "a", true, "q/*");
        edge("targets", "b", false, "*/*");
        assertEquals(List.of("b"), visited());
    }

    @Test
    void everyRoleOfTheChainMustCoverThePath() throws TufProblem {
        edge("targets", "a", false, "q/*");
        edge("a", "b", false, "*/*");
        contents.put("b", "22");
        assertEquals(List.of(), visited());
    }

    @Test
    void circlesEnd() throws TufProblem {
        edge("targets", "a", false, "*/*");
        edge("a", "b", false, "*/*");
        edge("b", "a", false, "*/*");
        edge("b", "b", false, "*/*");
        assertEquals(List.of("a", "b"), visited());
    }

    @Test
    void roleAfterRoleEndsAtTheLimit() throws TufProblem {
        for (int i = 0; i < 2 * TargetSearch.MAX_ROLES; i++) {
            edge(i == 0 ? "targets" : "r" + (i - 1), "r" + i, false, "*/*");
        }
        contents.put("r40", "1");
        assertEquals(TargetSearch.MAX_ROLES - 1, visited().size());
    }

    @Test
    void trustByOneWayIsNoneByAnother() throws TufProblem {
        edge("targets", "a", false, "p/*");
        edge("targets", "b", false, "q/*");
        edge("a", "release", false, "p/*");
        edge("b", "release", false, OTHER, "q/*");
        contents.put("release", "1");
        var trusted = trusted();
        assertEquals(List.of("a", "release", "found 1"), visited(trusted, WANTED));
        var refused = assertThrows(TufProblem.class, () -> visited(trusted, "q/y.bin"));
        assertEquals(TufProblem.Reason.UNSIGNED, refused.reason());
    }

    @Test
    void aRoleThatTheSnapshotDoesNotListIsNotEvenFetched() throws TufProblem {
        edge("targets", "a", false, "*/*");
        var roles = trusted();
        edge("targets", "late", false, "*/*");
        var late = roles.search(WANTED);
        assertEquals("a", late.next().orElseThrow().role().text());
        var grant = Grant.by(
                new Delegation(new RoleName("late"), new RoleKeys(1, List.of()), new Coverage.Paths(List.of()), false));
        var refused = assertThrows(TufProblem.class, () -> roles.acceptTargets(grant, file("late")));
        assertEquals(TufProblem.Reason.MISSING, refused.reason());
    }

    @Test
    void delegatesAreNoTopLevelRolesAndOneIsNotTwo() {
        for (String taken : List.of("root", "timestamp", "snapshot", "targets", "")) {
            delegations.clear();
            edge("targets", taken, false, "*/*");
            assertThrows(TufProblem.class, this::visited, taken);
        }
        delegations.clear();
        edge("targets", "a", false, "p/*");
        edge("targets", "a", false, "q/*");
        assertThrows(TufProblem.class, this::visited);
    }

    @Test
    void binsAreFoundByTheDigestOfThePath() {
        String digest = Hashes.hex(Hashes.digest("sha256").digest(TestFiles.utf8(WANTED)));
        assertEquals(true, new Coverage.HashPrefixes(List.of("zz", digest.substring(0, 2))).covers(WANTED));
        assertEquals(false, new Coverage.HashPrefixes(List.of(digest + "0")).covers(WANTED));
    }
}
