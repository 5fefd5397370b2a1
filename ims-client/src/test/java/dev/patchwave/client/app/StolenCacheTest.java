package dev.patchwave.client.app;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.patchwave.signal.Signal.UpgradeReport;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.follow.FollowedRepository;
import dev.patchwave.trust.follow.MetadataFiles;
import dev.patchwave.trust.follow.ShippedRoot;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.disk.LabRepository;
import dev.patchwave.trust.tuf.repository.disk.RepositoryDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody has the disk and the keys of the domain's cache, and lets it say what he likes. The client has the shipped root and the orders of
 * the service, which do not come by the cache; all bytes go over sockets.
 */
class StolenCacheTest {
    private static final String PRODUCT = "ims-client";
    private static final int PATCH_BYTES = 300_001;
    private static final long FAST = 8_000_000_000L;
    private static final String IMPATIENT =
            "limits: {retryAttempts: 3, retryBase: 20ms, retryMax: 50ms, stallPatience: 20s}\n";

    @TempDir
    private Path temporary;

    private final PublisherKey publisher = PublisherKey.generate();
    private final PublisherKey thief = PublisherKey.generate();
    private Path patch;
    private Path forgedPatch;
    private LabRepository lab;
    private Path before;
    private Path now;

    /** What the thief lets the cache serve instead of the repository, and how the client says that it is wrong. */
    enum Attack {
        FORGED_RELEASE("the manifest has ") {
            @Override
            void on(StolenCacheTest test, Path served) {}
        },
        ROLLED_BACK_REPOSITORY("timestamp was version ") {
            @Override
            void on(StolenCacheTest test, Path served) throws Exception {
                test.alreadySeen(test.now);
                replace(served, test.before);
            }
        },
        FROZEN_REPOSITORY("no role vouches for a target") {
            @Override
            void on(StolenCacheTest test, Path served) throws Exception {
                replace(served, test.before);
            }
        },
        OTHER_SNAPSHOT("snapshot has the digest ") {
            @Override
            void on(StolenCacheTest test, Path served) throws IOException {
                changeDigit(file(served, "[0-9]+\\.snapshot\\.json"));
            }
        },
        OTHER_TARGETS("ims-client has the digest ") {
            @Override
            void on(StolenCacheTest test, Path served) throws IOException {
                changeDigit(file(served, "2\\.ims-client\\.json"));
            }
        },
        MISSING_TARGETS("the mirror does not have it") {
            @Override
            void on(StolenCacheTest test, Path served) throws IOException {
                Files.delete(file(served, "2\\.ims-client\\.json"));
            }
        },
        ROOT_OF_HIS_OWN("the new root, by the old keys: 0 of 1 keys signed it") {
            @Override
            void on(StolenCacheTest test, Path served) throws Exception {
                var his = LabRepository.make(
                        test.temporary.resolve("his"), List.of(PRODUCT), Lifetimes.standard(), Instant.now());
                Files.copy(his.root(), served.resolve("metadata/2.root.json"));
            }
        };

        private final String words;

        Attack(String words) {
            this.words = words;
        }

        abstract void on(StolenCacheTest test, Path served) throws Exception;
    }

    @BeforeEach
    void vouch() throws Exception {
        patch = random("patch", 1);
        forgedPatch = random("forged", 2);
        lab = LabRepository.make(
                temporary.resolve("repository"), List.of(PRODUCT), Lifetimes.standard(), Instant.now());
        before = copy("before");
        try (var publishes = cache("publisher", patch, publisher)) {
            lab.vouchFor(envelope(publishes), List.of("1.0"), Instant.now());
        }
        now = copy("now");
    }

    @ParameterizedTest
    @EnumSource(Attack.class)
    void withoutAnotherHolderNothingIsInstalledAndTheReportSaysWhy(Attack attack) throws Exception {
        Path served = copy("served");
        attack.on(this, served);
        try (var stolen = stolen(attack, served);
                var alice = client(Optional.empty())) {
            alice.force(stolen.manifestUri());
            await().until(() -> !alice.signalling().reports().isEmpty());

            UpgradeReport report = alice.signalling().reports().getFirst();
            assertEquals(Outcome.FAILED, report.outcome());
            assertThat(report.reason().orElseThrow(), containsString(attack.words));
            assertEquals("1.0", alice.status().version());
            assertFalse(Files.exists(temporary.resolve("alice/data/install/current")));
        }
    }

    @ParameterizedTest
    @EnumSource(Attack.class)
    void withAnHonestSourceTheTrueReleaseIsInstalled(Attack attack) throws Exception {
        Path served = copy("served");
        attack.on(this, served);
        try (var stolen = stolen(attack, served);
                var source = cache("source", patch, publisher);
                var alice = client(Optional.of(source.base()))) {
            source.serveMetadata(now);
            alice.force(stolen.manifestUri());
            await().atMost(Duration.ofSeconds(30)).until(alice::hasInstalled);

            assertArrayEquals(
                    Files.readAllBytes(patch),
                    Files.readAllBytes(temporary.resolve("alice/data/install/current/patch")));
        }
    }

    @Test
    void anExpiredTimestampIsNotBelievedUntilItIsRenewed() throws Exception {
        var old = LabRepository.make(
                temporary.resolve("old"),
                List.of(PRODUCT),
                Lifetimes.standard(),
                Instant.now().minus(Duration.ofDays(3)));
        lab = old;
        try (var cache = cache("cache-1", patch, publisher);
                var alice = client(Optional.empty())) {
            old.vouchFor(envelope(cache), List.of(), Instant.now().minus(Duration.ofDays(2)));
            cache.serveMetadata(RepositoryDirectory.publicFiles(old.directory()));
            alice.force(cache.manifestUri());
            await().until(() -> !alice.signalling().reports().isEmpty());
            assertThat(
                    alice.signalling().reports().getFirst().reason().orElseThrow(),
                    containsString("timestamp version 2 expired at "));

            old.renew(Instant.now());
            alice.signalling().tell(TestClient.orderOf("c-2", cache.manifestUri()));
            await().until(alice::hasInstalled);
        }
    }

    @Test
    void aReleaseIsNotInstalledOverAVersionThatItsPublisherDidNotName() throws Exception {
        var other =
                LabRepository.make(temporary.resolve("other"), List.of(PRODUCT), Lifetimes.standard(), Instant.now());
        lab = other;
        try (var cache = cache("cache-1", patch, publisher);
                var alice = client(Optional.empty())) {
            other.vouchFor(envelope(cache), List.of("1.5"), Instant.now());
            cache.serveMetadata(RepositoryDirectory.publicFiles(other.directory()));
            alice.force(cache.manifestUri());
            await().until(() -> !alice.signalling().reports().isEmpty());

            assertEquals(
                    Optional.of("ims-client@2.0 may be installed over [1.5], and not over 1.0"),
                    alice.signalling().reports().getFirst().reason());
        }
    }

    /** Serves a forged patch under the name of the true release, signed by the thief; or the true one, to lie about the repository alone. */
    private TestCache stolen(Attack attack, Path served) throws Exception {
        boolean forged = attack == Attack.FORGED_RELEASE;
        TestCache cache = cache("cache-1", forged ? forgedPatch : patch, forged ? thief : publisher);
        cache.serveMetadata(served);
        return cache;
    }

    private TestCache cache(String name, Path content, PublisherKey key) throws Exception {
        return TestCache.startAs(
                new HolderId(name), temporary.resolve("store-" + name), content, TestClient.RELEASE, key, FAST, 64);
    }

    private TestClient client(Optional<URI> source) throws IOException {
        return TestClient.following(temporary.resolve("alice"), lab.root(), source, IMPATIENT);
    }

    /** What the client has believed in an earlier life. */
    private void alreadySeen(Path publicFiles) throws IOException {
        Path directory = temporary.resolve("alice/data/tuf");
        try (var earlier = FollowedRepository.open(directory, ShippedRoot.read(lab.root()), Clock.systemUTC())) {
            var problem =
                    earlier.refresh(MetadataFiles.ofRepository(publicFiles)).join();
            assertEquals(Optional.empty(), problem);
        }
    }

    private static SignedManifest envelope(TestCache cache) {
        return cache.signed();
    }

    private Path random(String name, long seed) throws IOException {
        var bytes = new byte[PATCH_BYTES];
        new Random(seed).nextBytes(bytes);
        return Files.write(temporary.resolve(name), bytes);
    }

    private Path copy(String name) throws IOException {
        Path to = temporary.resolve(name);
        replace(to, RepositoryDirectory.publicFiles(lab.directory()));
        return to;
    }

    private static void replace(Path to, Path from) throws IOException {
        Files.createDirectories(to.resolve("metadata"));
        try (Stream<Path> there = Files.list(to.resolve("metadata"))) {
            for (Path file : there.toList()) {
                Files.delete(file);
            }
        }
        try (Stream<Path> files = Files.list(from.resolve("metadata"))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, to.resolve("metadata").resolve(file.getFileName().toString()));
            }
        }
    }

    private static Path file(Path served, String pattern) throws IOException {
        try (Stream<Path> files = Files.list(served.resolve("metadata"))) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    /** Another file of the same length: in the place of the year's last digit. */
    private static void changeDigit(Path file) throws IOException {
        String text = Files.readString(file);
        int at = text.indexOf("\"expires\":\"") + "\"expires\":\"202".length();
        char other = text.charAt(at) == '9' ? '8' : '9';
        Files.writeString(file, text.substring(0, at) + other + text.substring(at + 1));
    }
}
