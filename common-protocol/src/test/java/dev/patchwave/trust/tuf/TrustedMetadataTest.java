package dev.patchwave.trust.tuf;

import static dev.patchwave.trust.tuf.TestFiles.LATER;
import static dev.patchwave.trust.tuf.TestFiles.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.trust.tuf.TestFiles.Signers;
import dev.patchwave.trust.tuf.TrustedMetadata.Verdict;
import dev.patchwave.trust.tuf.TufProblem.Reason;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedMetadataTest {
    private static final TestKey R = TestKey.named("r");
    private static final TestKey R2 = TestKey.named("r2");
    private static final TestKey T = TestKey.named("t");
    private static final TestKey S = TestKey.named("s");
    private static final TestKey G = TestKey.named("g");
    private static final TestKey NEW = TestKey.named("new");

    private static Map<TopLevelRole, Signers> roles() {
        var roles = new EnumMap<TopLevelRole, Signers>(TopLevelRole.class);
        roles.put(TopLevelRole.ROOT, Signers.of(R));
        roles.put(TopLevelRole.TIMESTAMP, Signers.of(T));
        roles.put(TopLevelRole.SNAPSHOT, Signers.of(S));
        roles.put(TopLevelRole.TARGETS, Signers.of(G));
        return roles;
    }

    private static Map<TopLevelRole, Signers> with(TopLevelRole role, Signers signers) {
        var roles = roles();
        roles.put(role, signers);
        return roles;
    }

    private static TrustedMetadata trusting(byte[] root) throws TufProblem {
        return new TrustedMetadata(root, NOW);
    }

    private static TrustedMetadata fresh() throws TufProblem {
        return trusting(TestFiles.root(1, LATER, roles(), R));
    }

    private static void assertRefused(Reason reason, Executable decision) {
        assertEquals(reason, assertThrows(TufProblem.class, decision).reason());
    }

    // Roots.

    @Test
    void aRootIsTheNextOneAndSignedByOldAndNewKeys() throws TufProblem {
        var next = with(TopLevelRole.ROOT, Signers.of(R2));
        assertRefused(Reason.UNSIGNED, () -> fresh().acceptRoot(TestFiles.root(2, LATER, next, R2)));
        assertRefused(Reason.UNSIGNED, () -> fresh().acceptRoot(TestFiles.root(2, LATER, next, R)));
        assertRefused(Reason.WRONG_VERSION, () -> fresh().acceptRoot(TestFiles.root(1, LATER, next, R, R2)));
        assertRefused(Reason.WRONG_VERSION, () -> fresh().acceptRoot(TestFiles.root(3, LATER, next, R, R2)));

        var trusted = fresh();
        assertEquals(Verdict.TRUSTED, trusted.acceptRoot(TestFiles.root(2, LATER, next, R, R2)));
        assertEquals(2, trusted.rootVersion());
        assertRefused(Reason.UNSIGNED, () -> trusted.acceptRoot(TestFiles.root(3, LATER, next, R)));
    }

    @Test
    void anExpiredRootLeadsOnToItsSuccessorButNoFurther() throws TufProblem {
        var trusted = trusting(TestFiles.root(1, NOW, roles(), R));
        assertRefused(Reason.EXPIRED, trusted::endRoots);
        trusted.acceptRoot(TestFiles.root(2, NOW.plusSeconds(1), roles(), R));
        trusted.endRoots();
    }

    @Test
    void aShippedRootThatWasDamagedIsNoStart() {
        assertRefused(Reason.UNSIGNED, () -> trusting(TestFiles.root(1, LATER, roles(), R2)));
        assertRefused(Reason.MALFORMED, () -> trusting(TestFiles.timestamp(1, LATER, 1, R)));
    }

    @Test
    void aWithdrawnKeyOfTimestampOrSnapshotRecoversFromFastForward() throws TufProblem {
        for (var role : TopLevelRole.values()) {
            boolean recovers = role == TopLevelRole.TIMESTAMP || role == TopLevelRole.SNAPSHOT;
            var next = TestFiles.root(2, LATER, with(role, Signers.of(NEW)), R, NEW);
            var expected = recovers ? Verdict.TRUSTED_AND_RECOVERS : Verdict.TRUSTED;
            assertEquals(expected, fresh().acceptRoot(next), role.roleName());
        }
        var added = with(TopLevelRole.TIMESTAMP, Signers.of(T, NEW));
        assertEquals(Verdict.TRUSTED, fresh().acceptRoot(TestFiles.root(2, LATER, added, R)));
        var renamed = with(TopLevelRole.TIMESTAMP, Signers.of(T.alias("t2")));
        assertEquals(Verdict.TRUSTED, fresh().acceptRoot(TestFiles.root(2, LATER, renamed, R)));
    }

    // Thresholds.

    @Test
    void aKeyCountsOnceUnderHoweverManyNames() throws TufProblem {
        TestKey alias = T.alias("t-again");
        var roles = with(TopLevelRole.TIMESTAMP, new Signers(2, List.of(T, alias, NEW)));
        byte[] root = TestFiles.root(1, LATER, roles, R);

        assertRefused(
                Reason.UNSIGNED, () -> trusting(root).acceptTimestamp(TestFiles.timestamp(1, LATER, 1, T, alias)));
        assertEquals(Verdict.TRUSTED, trusting(root).acceptTimestamp(TestFiles.timestamp(1, LATER, 1, T, NEW)));
    }

    @Test
    void namesMayNotRepeat() {
        var roles = with(TopLevelRole.TIMESTAMP, new Signers(2, List.of(T, T)));
        assertRefused(Reason.MALFORMED, () -> trusting(TestFiles.root(1, LATER, roles, R)));
        assertRefused(Reason.MALFORMED, () -> fresh().acceptTimestamp(TestFiles.timestamp(1, LATER, 1, T, T)));
        var none = with(TopLevelRole.TIMESTAMP, new Signers(0, List.of(T)));
        assertRefused(Reason.MALFORMED, () -> trusting(TestFiles.root(1, LATER, none, R)));
    }

    @Test
    void aSignatureUnderTheNameOfAnotherCountsForNothing() {
        assertRefused(Reason.UNSIGNED, () -> fresh().acceptTimestamp(TestFiles.timestamp(1, LATER, 1, NEW.alias("t"))));
        assertRefused(Reason.UNSIGNED, () -> fresh().acceptTimestamp(TestFiles.timestamp(1, LATER, 1, S)));
    }

    @Test
    void fieldsThatNobodyKnowsAreSignedToo() throws TufProblem {
        var body = Map.of("meta", Map.of("snapshot.json", Map.of("version", 1)), "x-more", List.of("a", 1));
        byte[] file = TestFiles.signed("timestamp", 1, LATER, body, T);
        assertEquals(Verdict.TRUSTED, fresh().acceptTimestamp(file));

        byte[] changed = TestFiles.utf8(
                new String(file, java.nio.charset.StandardCharsets.UTF_8).replace("[\"a\",1]", "[\"a\",2]"));
        assertRefused(Reason.UNSIGNED, () -> fresh().acceptTimestamp(changed));
    }

    // Timestamp.

    /** Versions of timestamp and its snapshot, before and now; what becomes of it. */
    @ParameterizedTest
    @CsvSource({
        "5, 5, 4, 5, ROLLBACK",
        "5, 5, 4, 6, ROLLBACK",
        "5, 5, 5, 5, KNOWN",
        "5, 5, 5, 9, KNOWN",
        "5, 5, 6, 4, ROLLBACK",
        "5, 5, 6, 5, TRUSTED",
        "5, 5, 6, 6, TRUSTED",
    })
    void timestampsNeverGoBack(long then, long snapshotThen, long now, long snapshotNow, String outcome)
            throws TufProblem {
        var trusted = fresh();
        trusted.recallTimestamp(TestFiles.timestamp(then, LATER, snapshotThen, T));
        byte[] offered = TestFiles.timestamp(now, LATER, snapshotNow, T);
        if (outcome.equals("ROLLBACK")) {
            assertRefused(Reason.ROLLBACK, () -> trusted.acceptTimestamp(offered));
        } else {
            assertEquals(Verdict.valueOf(outcome), trusted.acceptTimestamp(offered));
        }
        assertEquals(
                outcome.equals("TRUSTED") ? snapshotNow : snapshotThen,
                trusted.listedSnapshot().version());
    }

    @Test
    void aFrozenTimestampIsFoundOut() throws TufProblem {
        assertRefused(Reason.EXPIRED, () -> fresh().acceptTimestamp(TestFiles.timestamp(1, NOW, 1, T)));

        var held = fresh();
        byte[] stale = TestFiles.timestamp(1, NOW, 1, T);
        held.recallTimestamp(stale);
        assertRefused(Reason.EXPIRED, () -> held.acceptTimestamp(stale));
        assertEquals(Verdict.TRUSTED, held.acceptTimestamp(TestFiles.timestamp(2, LATER, 1, T)));
    }

    @Test
    void aStoredTimestampOfAWithdrawnKeyHoldsNobodyUp() throws TufProblem {
        var trusted = fresh();
        trusted.recallTimestamp(TestFiles.timestamp(1_000_000, LATER, 1_000_000, NEW));
        assertEquals(Verdict.TRUSTED, trusted.acceptTimestamp(TestFiles.timestamp(1, LATER, 1, T)));
    }

    // Snapshot.

    @Test
    void snapshotsLoseNoRoleAndSetNoneBack() throws TufProblem {
        byte[] before = TestFiles.snapshot(4, NOW, Map.of("targets", 3L, "a", 2L), S);
        assertRefused(Reason.ROLLBACK, () -> after(before, Map.of("targets", 2L, "a", 2L)));
        assertRefused(Reason.ROLLBACK, () -> after(before, Map.of("targets", 3L, "a", 1L)));
        assertRefused(Reason.ROLLBACK, () -> after(before, Map.of("targets", 3L)));
        assertEquals(Verdict.TRUSTED, after(before, Map.of("targets", 3L, "a", 2L)));
        assertEquals(Verdict.TRUSTED, after(before, Map.of("targets", 4L, "a", 2L, "b", 1L)));
    }

    private static Verdict after(byte[] stored, Map<String, Long> versions) throws TufProblem {
        var trusted = listing(5);
        assertFalse(trusted.recallSnapshot(stored), "it is an older one");
        return trusted.acceptSnapshot(TestFiles.snapshot(5, LATER, versions, S));
    }

    private static TrustedMetadata listing(long snapshot) throws TufProblem {
        var trusted = fresh();
        trusted.acceptTimestamp(TestFiles.timestamp(1, LATER, snapshot, T));
        return trusted;
    }

    @Test
    void aSnapshotIsTheOneThatTheTimestampLists() throws TufProblem {
        var versions = Map.of("targets", 1L);
        assertRefused(Reason.WRONG_VERSION, () -> listing(2).acceptSnapshot(TestFiles.snapshot(1, LATER, versions, S)));
        assertRefused(Reason.EXPIRED, () -> listing(1).acceptSnapshot(TestFiles.snapshot(1, NOW, versions, S)));
        assertTrue(listing(1).recallSnapshot(TestFiles.snapshot(1, LATER, versions, S)));
        assertFalse(listing(1).recallSnapshot(TestFiles.snapshot(1, NOW, versions, S)));
    }

    @Test
    void lengthAndDigestAreThoseThatAreListed() throws TufProblem {
        byte[] snapshot = TestFiles.snapshot(1, LATER, Map.of("targets", 1L), S);
        String sha256 = Hashes.hex(Hashes.digest("sha256").digest(snapshot));
        assertEquals(
                Verdict.TRUSTED, promised(snapshot.length, "sha256", sha256).acceptSnapshot(snapshot));
        for (var wrong : List.of(
                promised(snapshot.length + 1, "sha256", sha256),
                promised(snapshot.length - 1, "sha256", sha256),
                promised(snapshot.length, "sha256", "0".repeat(64)),
                promised(snapshot.length, "md5", sha256))) {
            assertRefused(Reason.WRONG_CONTENT, () -> wrong.acceptSnapshot(snapshot));
        }
    }

    private static TrustedMetadata promised(long length, String function, String digest) throws TufProblem {
        var file = Map.of("version", 1, "length", length, "hashes", Map.of(function, digest));
        var trusted = fresh();
        trusted.acceptTimestamp(
                TestFiles.signed("timestamp", 1, LATER, Map.of("meta", Map.of("snapshot.json", file)), T));
        return trusted;
    }

    // Targets.

    @Test
    void targetsAreTheOnesThatTheSnapshotLists() throws TufProblem {
        assertRefused(Reason.WRONG_VERSION, () -> targets(2, targets(1, LATER, G)));
        assertRefused(Reason.EXPIRED, () -> targets(1, targets(1, NOW, G)));
        assertRefused(Reason.UNSIGNED, () -> targets(1, targets(1, LATER, S)));
        assertRefused(Reason.MALFORMED, () -> targets(1, TestFiles.snapshot(1, LATER, Map.of(), G)));
        assertEquals(Verdict.TRUSTED, targets(1, targets(1, LATER, G)));
    }

    private static byte[] targets(long version, Instant expires, TestKey signer) {
        return TestFiles.targets(version, expires, Map.of(), List.of(), signer);
    }

    private static Verdict targets(long listed, byte[] file) throws TufProblem {
        var trusted = listing(1);
        trusted.acceptSnapshot(TestFiles.snapshot(1, LATER, Map.of("targets", listed), S));
        return trusted.acceptTargets(Grant.ofRoot(), file);
    }

    @Test
    void otherSpecificationsTypesAndDatesAreRefused() {
        for (var wrong : List.of(
                Map.of("spec_version", "2.0.0"),
                Map.of("spec_version", "1"),
                Map.of("_type", "snapshot"),
                Map.of("version", 0),
                Map.of("expires", "2030-01-01T00:00:00+00:00"),
                Map.of("expires", "2030-13-01T00:00:00Z"))) {
            var body = new java.util.TreeMap<String, Object>(wrong);
            body.put("meta", Map.of("snapshot.json", Map.of("version", 1)));
            assertRefused(
                    Reason.MALFORMED, () -> fresh().acceptTimestamp(TestFiles.signed("timestamp", 1, LATER, body, T)));
        }
    }
}
