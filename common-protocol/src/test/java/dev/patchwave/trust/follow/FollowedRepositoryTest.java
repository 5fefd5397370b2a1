package dev.patchwave.trust.follow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.StopOrder;
import dev.patchwave.trust.TrustProblem;
import dev.patchwave.trust.tuf.client.Mirror;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.TestRelease;
import dev.patchwave.trust.tuf.repository.disk.LabRepository;
import dev.patchwave.trust.tuf.repository.disk.RepositoryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedRepositoryTest {
    private static final String PRODUCT = "ims-client";
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW.plusSeconds(3600), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private LabRepository lab;
    private MetadataFiles files;

    @BeforeEach
    void make() throws Exception {
        lab = LabRepository.make(
                directory.resolve("lab"), List.of(PRODUCT, "router", "stop"), Lifetimes.standard(), NOW);
        files = MetadataFiles.ofRepository(RepositoryDirectory.publicFiles(lab.directory()));
    }

    @Test
    void whatAMirrorServesIsEnoughForItsClients() throws Exception {
        var signed = vouch(1);
        vouch(2);
        try (var mirror = mirror();
                var client = client()) {
            assertEquals(Optional.empty(), mirror.refresh(files).join());
            vouch(3);
            assertEquals(Optional.empty(), mirror.refresh(files).join());

            var judge = client.about(release(1), List.of(served())).join();

            assertEquals(signed, judge.verify(signed.envelope()));
            judge.requireMayFollow("1.0");
            assertThrows(TrustProblem.class, () -> judge.requireMayFollow("0.9"));
            byte[] forged = signed.envelope().clone();
            forged[forged.length / 2] ^= 1;
            var problem = assertThrows(TrustProblem.class, () -> judge.verify(forged));
            assertEquals(TrustProblem.Reason.NOT_VOUCHED, problem.reason());
        }
    }

    @Test
    void aMirrorNeverShowsHalfOfAState() throws Exception {
        try (var mirror = mirror();
                var client = client()) {
            mirror.refresh(files).join();
            var signed = vouch(1);
            Mirror half =
                    (name, max) -> name.equals("2.ims-client.json") ? Optional.empty() : files.metadata(name, max);

            assertThat(mirror.refresh(half).join().orElseThrow(), containsString("2.ims-client.json"));

            assertTrue(refused(client, release(1)).isDenied(), "what is served is the state before, and whole");
            assertEquals(Optional.empty(), mirror.refresh(files).join());
            client.about(release(1), List.of(served())).join().verify(signed.envelope());
        }
    }

    @Test
    void aPeerServesWhatItNeededItselfAndNoHalfOfAState() throws Exception {
        var signed = vouch(1);
        try (var peer = FollowedRepository.openPeer(directory.resolve("mirror"), ShippedRoot.read(lab.root()), CLOCK);
                var client = client()) {
            peer.about(release(1), List.of(files)).join();
            assertEquals(
                    List.of("1.root.json", "1.targets.json", "2.ims-client.json", "2.snapshot.json", "timestamp.json"),
                    servedNames());

            client.about(release(1), List.of(served())).join().verify(signed.envelope());

            vouch(2);
            Mirror half =
                    (name, max) -> name.equals("3.ims-client.json") ? Optional.empty() : files.metadata(name, max);
            assertFalse(refused(peer, release(2), List.of(half)).isDenied());
            assertTrue(refused(client, release(2)).isDenied(), "what is served is the state before, and whole");
            peer.about(release(2), List.of(files)).join();
            client.about(release(2), List.of(served())).join();
        }
    }

    /** Else one who serves a newer timestamp alone would keep us from all who are not as new yet. */
    @Test
    void halfOfANewerStateIsNotBelieved() throws Exception {
        var signed = vouch(1);
        var cache = new MetadataFiles(directory.resolve("cache"));
        copy(files.directory(), cache.directory());
        vouch(2);
        try (var peer = FollowedRepository.openPeer(directory.resolve("mirror"), ShippedRoot.read(lab.root()), CLOCK)) {
            assertThat(
                    refused(peer, release(1), List.of(new Half(files, "timestamp.json")))
                            .getMessage(),
                    containsString("3.snapshot.json: the mirror does not have it"));
            var allButOne = new Half(files, "timestamp.json", "3.snapshot.json", "1.targets.json");
            assertFalse(refused(peer, release(1), List.of(allButOne)).isDenied());

            peer.about(release(1), List.of(cache)).join().verify(signed.envelope());
            assertTrue(served().read("3.ims-client.json").isEmpty());

            var whole = new Half(files, "timestamp.json", "3.snapshot.json", "1.targets.json", "3.ims-client.json");
            assertTrue(refused(peer, release(9), List.of(whole)).isDenied());
            assertTrue(served().read("3.ims-client.json").isPresent());
            assertThat(
                    refused(peer, release(1), List.of(cache)).getMessage(),
                    containsString("timestamp was version 3 and is version 2"));
        }
    }

    @Test
    void aPeerWhoseDiskTakesNoCopyLearnsTheTruthAllTheSame() throws Exception {
        var signed = vouch(1);
        Files.createDirectories(directory.resolve("mirror"));
        Files.writeString(served().directory(), "in the way");
        try (var peer = FollowedRepository.openPeer(directory.resolve("mirror"), ShippedRoot.read(lab.root()), CLOCK)) {
            peer.about(release(1), List.of(files)).join().verify(signed.envelope());
            assertTrue(refused(peer, release(9), List.of(files)).isDenied());
        }
    }

    @Test
    void aPeerThatCannotCopyAFileHidesTheStateUntilItCan() throws Exception {
        vouch(1);
        try (var peer = FollowedRepository.openPeer(directory.resolve("mirror"), ShippedRoot.read(lab.root()), CLOCK)) {
            peer.about(release(1), List.of(files)).join();
            assertTrue(servedNames().contains("timestamp.json"));
            vouch(2);
            Path obstacle = Files.createDirectories(served().directory().resolve("3.snapshot.json/in-the-way"));
            peer.about(release(2), List.of(files)).join();
            assertFalse(servedNames().contains("timestamp.json"));

            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
            peer.about(release(2), List.of(files)).join();
            assertFalse(servedNames().contains("timestamp.json"), "the snapshot is believed, and not fetched again");
            vouch(3);
            peer.about(release(3), List.of(files)).join();
            assertTrue(servedNames().contains("timestamp.json"));
        }
    }

    /** A state that was believed is not taken back by whoever is older, or says nothing. */
    @Test
    void aDenialStandsWhoeverIsAskedLater() throws Exception {
        Path before = directory.resolve("before");
        copy(files.directory(), before);
        vouch(1);
        Mirror silent = (name, max) -> {
            throw new IOException("no route to it");
        };
        try (var client = client()) {
            var older = new MetadataFiles(before);
            assertTrue(
                    refused(client, release(9), List.of(files, older, silent)).isDenied());
        }
    }

    @Test
    void aMirrorKeepsTwoVersionsOfEachRoleAndAllRoots() throws Exception {
        try (var mirror = mirror()) {
            for (int sequence = 1; sequence <= 4; sequence++) {
                vouch(sequence);
                mirror.refresh(files).join();
            }
        }
        assertEquals(
                List.of(
                        "1.root.json",
                        "1.router.json",
                        "1.stop.json",
                        "1.targets.json",
                        "4.ims-client.json",
                        "4.snapshot.json",
                        "5.ims-client.json",
                        "5.snapshot.json",
                        "timestamp.json"),
                servedNames());
    }

    @Test
    void anOlderStateIsRefusedAlsoAfterARestart() throws Exception {
        Path before = directory.resolve("before");
        copy(files.directory(), before);
        vouch(1);
        try (var client = client()) {
            assertEquals(Optional.empty(), client.refresh(files).join());
        }
        try (var client = client()) {
            String problem = client.refresh(new MetadataFiles(before)).join().orElseThrow();
            assertThat(problem, containsString("timestamp was version 2 and is version 1"));
        }
    }

    @Test
    void theNextMirrorIsAskedWhenOneIsWrongOrSilent() throws Exception {
        vouch(1);
        Mirror silent = (name, max) -> {
            throw new IOException("no route to it");
        };
        Mirror lying = (name, max) -> Optional.of(new byte[] {1});
        try (var client = client()) {
            client.about(release(1), List.of(silent, lying, files)).join();
            NotVouched why = refused(client, release(1), List.of(lying, silent));
            assertThat(why.getMessage(), containsString("no route to it"));
            assertFalse(why.isDenied());
        }
    }

    @Test
    void anotherShippedRootBeginsAnew() throws Exception {
        vouch(1);
        try (var client = client()) {
            assertEquals(Optional.empty(), client.refresh(files).join());
        }
        var other = LabRepository.make(directory.resolve("other"), List.of(PRODUCT), Lifetimes.standard(), NOW);
        var others = MetadataFiles.ofRepository(RepositoryDirectory.publicFiles(other.directory()));
        try (var client = FollowedRepository.open(directory.resolve("client"), ShippedRoot.read(other.root()), CLOCK)) {
            assertEquals(Optional.empty(), client.refresh(others).join());
            assertTrue(client.refresh(files).join().isPresent(), "the one before is not believed any more");
        }
    }

    @Test
    void stopOrdersAreBelievedByTheKeysOfTheirScope() throws Exception {
        var one = new StopOrder(true, 1, NOW, Optional.of(release(1)));
        var everything = new StopOrder(true, 1, NOW, Optional.empty());
        try (var client = client()) {
            client.verifyStop(signed(everything, "targets"));
            assertThrows(TrustProblem.class, () -> client.verifyStop(signed(one, PRODUCT)), "not known yet");
            client.refresh(files).join();

            client.verifyStop(signed(one, PRODUCT));
            client.verifyStop(signed(one, "targets"));
            client.verifyStop(signed(one, "stop"));
            client.verifyStop(signed(everything, "stop"));
            assertThrows(TrustProblem.class, () -> client.verifyStop(signed(one, "router")));
            assertThrows(TrustProblem.class, () -> client.verifyStop(signed(everything, PRODUCT)));
            assertThrows(TrustProblem.class, () -> client.verifyStop(signed(one, "timestamp")));
        }
        try (var restarted = client()) {
            restarted.verifyStop(signed(one, PRODUCT));
        }
    }

    @Test
    void nothingButMetadataIsReadFromTheDirectory() throws Exception {
        Files.writeString(files.directory().resolve("secret.json"), "{}");
        Files.writeString(files.directory().resolveSibling("1.root.json"), "{}");
        for (String name : List.of(
                "secret.json",
                "../1.root.json",
                "..%2f1.root.json",
                "root.json",
                "01.root.json",
                "1.root.json/",
                "1.a/b.json")) {
            assertEquals(Optional.empty(), files.read(name), name);
        }
        assertTrue(files.read("1.root.json").isPresent());
        assertTrue(files.read("timestamp.json").isPresent());
    }

    /** Serves these files alone. */
    private record Half(Mirror mirror, Set<String> names) implements Mirror {
        Half(Mirror mirror, String... names) {
            this(mirror, Set.of(names));
        }

        @Override
        public Optional<byte[]> metadata(String name, long maxBytes) throws IOException {
            return names.contains(name) ? mirror.metadata(name, maxBytes) : Optional.empty();
        }
    }

    private FollowedRepository mirror() throws IOException {
        return FollowedRepository.openMirror(directory.resolve("mirror"), ShippedRoot.read(lab.root()), CLOCK);
    }

    private FollowedRepository client() throws IOException {
        return FollowedRepository.open(directory.resolve("client"), ShippedRoot.read(lab.root()), CLOCK);
    }

    private MetadataFiles served() {
        return new MetadataFiles(FollowedRepository.served(directory.resolve("mirror")));
    }

    private List<String> servedNames() throws IOException {
        try (var served = Files.list(served().directory())) {
            return served.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private NotVouched refused(FollowedRepository client, ReleaseId release) {
        return refused(client, release, List.of(served()));
    }

    private static NotVouched refused(FollowedRepository client, ReleaseId release, List<Mirror> mirrors) {
        var asked = client.about(release, mirrors);
        var failure = assertThrows(CompletionException.class, asked::join);
        return assertInstanceOf(NotVouched.class, failure.getCause());
    }

    private SignedManifest vouch(long sequence) throws Exception {
        var target = TestRelease.of(PRODUCT, sequence);
        lab.vouchFor(target.signed(), target.precursors(), NOW);
        return target.signed();
    }

    private static ReleaseId release(long sequence) {
        return new ReleaseId(PRODUCT, "1." + sequence);
    }

    private byte[] signed(StopOrder order, String role) throws IOException {
        return new ManifestSigner(PublisherKey.read(lab.key(role))).sign(order).envelope();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var all = Files.list(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
