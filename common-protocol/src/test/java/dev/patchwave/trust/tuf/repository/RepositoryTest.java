package dev.patchwave.trust.tuf.repository;

import static dev.patchwave.trust.tuf.repository.RepositoryState.TARGETS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import dev.patchwave.trust.tuf.TufProblem.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the repository writes, and what becomes of whoever changes it, in front of the client of this project. */
class RepositoryTest {
    private World world;
    private TestClient client;

    @BeforeEach
    void found() throws Exception {
        world = World.founded();
        world.apply(world.release("app"));
        client = TestClient.shippedWith(world);
    }

    private static List<String> paths(List<FileWrite> writes) {
        return writes.stream().map(FileWrite::path).toList();
    }

    private void assertRefused(Reason reason) {
        assertEquals(
                reason,
                assertThrows(TufProblem.class, () -> client.refresh(world)).reason());
    }

    @Test
    void aReleaseIsWrittenFromTheInsideOutAndTheTimestampLast() throws Exception {
        var writes = paths(world.release("app"));
        assertTrue(writes.getFirst().matches("targets/app/[0-9a-f]{64}\\.1\\.2\\.manifest"), writes::toString);
        assertEquals(
                List.of("metadata/3.targets.json", "metadata/3.snapshot.json", "metadata/timestamp.json"),
                writes.subList(1, 4));
    }

    @Test
    void theManifestsPlaceInItsProductRidesInTheTarget() throws Exception {
        var target = client.refresh(world).find("app/1.1.manifest");
        var custom = target.custom().values();
        assertEquals(new Json.Text("app@1.1"), custom.get("release"));
        assertEquals(new Json.Whole(1), custom.get("sequence"));
        assertEquals(new Json.Elements(List.of(new Json.Text("1.0"))), custom.get("precursors"));
    }

    @Test
    void theSequenceOfAProductOnlyRises() throws Exception {
        world.apply(world.delegate("app"));
        world.apply(world.release("app"));
        var late = TestRelease.of("app", 1, "0.9");
        var refused =
                assertThrows(RepositoryProblem.class, () -> world.edition().release(late, "app"));
        assertTrue(refused.getMessage().endsWith("already: the sequence must rise"), refused.getMessage());
        var changed = TestRelease.of("app", 3, "1.2");
        assertThrows(RepositoryProblem.class, () -> world.edition().release(changed, "app"));
        assertEquals(
                List.of(),
                world.edition().release(TestRelease.of("app", 2), "app").sign(world.holders));
    }

    @Test
    void aProductOfItsOwnIsVouchedForByItsKeysAlone() throws Exception {
        world.apply(world.delegate("modem"));
        var own = world.state()
                .saidBy(TARGETS)
                .delegate("modem")
                .orElseThrow()
                .keys()
                .keys();
        world.apply(world.release("modem"));
        client.download(world, "modem/1.2.manifest");

        var targets = world.state()
                .root()
                .orElseThrow()
                .body()
                .keysOf(TopLevelRole.TARGETS)
                .keys();
        targets.forEach(world::lose);
        world.apply(world.release("modem"));
        client.download(world, "modem/1.3.manifest");

        own.forEach(world::lose);
        assertThrows(RepositoryProblem.class, () -> world.release("modem"));
        assertThrows(RepositoryProblem.class, () -> world.release("app"));
    }

    @Test
    void aDelegateHasNoSayInOtherProducts() throws Exception {
        world.apply(world.delegate("modem"));
        var stray = world.state()
                .saidBy("modem")
                .withTarget("app/9.9.manifest", TestRelease.of("app", 9).described());
        world.apply(world.edition().change("modem", stray).sign(world.holders));
        var update = client.refresh(world);
        assertEquals(
                Reason.NO_SUCH_TARGET,
                assertThrows(TufProblem.class, () -> update.find("app/9.9.manifest"))
                        .reason());
    }

    @Test
    void aRootNeedsTheOldHoldersAndTheNew() throws Exception {
        var root = world.state().root().orElseThrow().body();
        var old = root.keysOf(TopLevelRole.ROOT).keys();
        var fresh = world.holder();
        var keys = root.keysOf(TopLevelRole.ROOT)
                .change("root", Optional.of(old.getFirst()), Optional.of(fresh.key()), OptionalInt.empty());
        var draft = RootDraft.of(
                Optional.of(root), root.with(TopLevelRole.ROOT, keys), world.now.plusNanos(9_999_999_999L));

        assertEquals(3, draft.wanted().size());
        for (var holder : world.holders) {
            assertFalse(draft.isComplete());
            if (draft.wanted().contains(holder.key())) {
                draft = draft.signedBy(List.of(holder));
            }
        }
        assertTrue(draft.isComplete(), draft.progress());
        assertEquals(
                draft.draft().body(),
                RootBody.read(SignedFile.read(draft.draft().file().bytes())));
        assertEquals(
                List.of("metadata/2.root.json"),
                paths(world.edition().root(draft).sign(world.holders)));
    }

    @Test
    void signaturesOfAnotherDraftAreNotMerged() throws Exception {
        var root = world.state().root().orElseThrow().body();
        var one = RootDraft.of(Optional.of(root), root, world.now.plusSeconds(1));
        var other = RootDraft.of(Optional.of(root), root, world.now.plusSeconds(2));
        assertThrows(RepositoryProblem.class, () -> one.merge(other.draft().file()));
    }

    @Test
    void onlyGoodSignaturesAreMerged() throws Exception {
        var root = world.state().root().orElseThrow().body();
        var draft = RootDraft.of(Optional.of(root), root, world.now.plusSeconds(9999));
        var holders = draft.wanted();
        var returned = draft.signedBy(world.holders);
        var forged = new TreeMap<>(returned.draft().file().signatures());
        forged.put(holders.getFirst().id(), "00");
        var merged = draft.merge(new SignedFile(returned.draft().file().signed(), forged));
        assertEquals(
                List.of(holders.getLast().id()),
                List.copyOf(merged.draft().file().signatures().keySet()));
        assertEquals(List.of(holders.getFirst()), merged.wanted());
    }

    @Test
    void whoLostTheKeysOfARoleMayStillReplaceThem() throws Exception {
        client.refresh(world);
        for (var role : List.of(TopLevelRole.TARGETS, TopLevelRole.SNAPSHOT, TopLevelRole.TIMESTAMP)) {
            world.state().root().orElseThrow().body().keysOf(role).keys().forEach(world::lose);
            var writes = world.rotate(role);
            var names = paths(writes);
            assertTrue(
                    names.indexOf("metadata/timestamp.json") == names.size() - 1,
                    "the root is what clients need first");
            world.apply(writes.subList(0, writes.size() - 1)); // Cut off at the worst moment, and started again:
            world.apply(world.edition().wake().sign(world.holders));
            client.refresh(world);
        }
    }

    @Test
    void aKeyTooFewIsSaidWithNames() throws Exception {
        var snapshot = world.state()
                .root()
                .orElseThrow()
                .body()
                .keysOf(TopLevelRole.SNAPSHOT)
                .keys()
                .getFirst();
        world.lose(snapshot);
        var problem = assertThrows(RepositoryProblem.class, () -> world.release("app"));
        assertEquals(
                "role snapshot needs 1 of the keys [" + snapshot.shortId() + "], and 0 of them are at hand",
                problem.getMessage());
    }

    @Test
    void nothingIsWrittenThatNoClientWouldTake() {
        world.now = world.now.plus(Duration.ofDays(366));
        var problem = assertThrows(RepositoryProblem.class, () -> world.release("app"));
        assertTrue(problem.getMessage().contains("root version 1 expired"), problem.getMessage());
    }

    @Test
    void onlyWhatTheKeysSignedIsReadBack() throws Exception {
        var evil = World.founded();
        evil.apply(evil.release("app"));
        for (String name : List.of("metadata/2.targets.json", "metadata/2.snapshot.json", "metadata/timestamp.json")) {
            byte[] good = world.files.put(name, evil.files.get(name));
            assertThrows(RepositoryProblem.class, world::state, name);
            world.files.put(name, good);
        }
        world.state();
    }

    @Test
    void keysOfNobodyAreRefused() {
        assertThrows(
                RepositoryProblem.class,
                () -> KeySet.of("root", 2, List.of(world.holder().key())));
        assertThrows(RepositoryProblem.class, () -> KeySet.of("root", 1, List.of()));
    }

    @Test
    void rollback() throws Exception {
        byte[] old = world.files.get("metadata/timestamp.json");
        world.apply(world.release("app"));
        client.refresh(world);
        world.files.put("metadata/timestamp.json", old);
        assertRefused(Reason.ROLLBACK);
    }

    @Test
    void rollbackOfTheSnapshotByStolenTimestampKeys() throws Exception {
        world.apply(world.release("app"));
        client.refresh(world);
        var held = world.state().timestamp().orElseThrow().body();
        byte[] oldSnapshot = world.files.get("metadata/1.snapshot.json");
        var forged = new TimestampBody(held.version() + 1, held.expires(), ListedFile.of(1, oldSnapshot));
        world.files.put(
                "metadata/timestamp.json",
                SignedFile.of(forged).signedBy(world.holders).bytes());
        assertRefused(Reason.ROLLBACK);
    }

    @Test
    void freeze() throws Exception {
        client.refresh(world);
        world.now = world.now.plus(Duration.ofHours(25));
        assertRefused(Reason.EXPIRED);
        world.apply(world.edition().wake().sign(world.holders));
        client.refresh(world);
    }

    @Test
    void mixAndMatch() throws Exception {
        world.apply(world.release("app"));
        for (String name : List.of("snapshot", "targets")) {
            byte[] good =
                    world.files.put("metadata/3." + name + ".json", world.files.get("metadata/2." + name + ".json"));
            assertRefused(Reason.WRONG_CONTENT);
            world.files.put("metadata/3." + name + ".json", good);
        }
        client.refresh(world);
    }

    @Test
    void wrongKeys() throws Exception {
        client.refresh(world);
        var other = World.founded();
        other.apply(other.release("app"));
        other.apply(other.release("app"));
        world.files.put("metadata/timestamp.json", other.files.get("metadata/timestamp.json"));
        assertRefused(Reason.UNSIGNED);
        other.apply(other.rotate(TopLevelRole.ROOT));
        world.files.put("metadata/2.root.json", other.files.get("metadata/2.root.json"));
        assertRefused(Reason.UNSIGNED);
    }

    @Test
    void revokedKeysSignNothingAnyMore() throws Exception {
        var stolen = world.state()
                .root()
                .orElseThrow()
                .body()
                .keysOf(TopLevelRole.TIMESTAMP)
                .keys()
                .getFirst();
        var thief = world.holders.stream()
                .filter(holder -> holder.key().equals(stolen))
                .toList();
        world.apply(world.rotate(TopLevelRole.TIMESTAMP));
        client.refresh(world);
        var held = world.state().timestamp().orElseThrow().body();
        var forged = new TimestampBody(1_000_000, Instant.parse("2030-01-01T00:00:00Z"), held.snapshot());
        world.files.put(
                "metadata/timestamp.json", SignedFile.of(forged).signedBy(thief).bytes());
        assertRefused(Reason.UNSIGNED);
    }
}
