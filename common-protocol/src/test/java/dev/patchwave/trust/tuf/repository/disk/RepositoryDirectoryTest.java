package dev.patchwave.trust.tuf.repository.disk;

import static dev.patchwave.trust.tuf.repository.RepositoryState.TARGETS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.patchwave.store.StoreInUse;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.client.HttpMirror;
import dev.patchwave.trust.tuf.client.MetadataDirectory;
import dev.patchwave.trust.tuf.client.TargetDirectory;
import dev.patchwave.trust.tuf.client.Update;
import dev.patchwave.trust.tuf.repository.Delegate;
import dev.patchwave.trust.tuf.repository.FileWrite;
import dev.patchwave.trust.tuf.repository.KeySet;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.ReleaseTarget;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RoleKey;
import dev.patchwave.trust.tuf.repository.RootBody;
import dev.patchwave.trust.tuf.repository.TargetsBody;
import dev.patchwave.trust.tuf.repository.TestRelease;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository on disk, its holders on two machines, and a client that has it from a web server. */
class RepositoryDirectoryTest {
    private static final Passphrases NOBODY = new Passphrases() {
        @Override
        public List<char[]> known() {
            return List.of();
        }

        @Override
        public Optional<char[]> ask(String what) {
            return Optional.empty();
        }
    };

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    private Path directory;

    private KeyDirectory here() {
        return new KeyDirectory(directory.resolve("here"));
    }

    private KeyDirectory elsewhere() {
        return new KeyDirectory(directory.resolve("elsewhere"));
    }

    private Path repository() {
        return directory.resolve("repository");
    }

    private Workshop workshop(RepositoryDirectory open, KeyDirectory keys) {
        return new Workshop(open, keys, NOBODY, Lifetimes.standard(), now);
    }

    /** One holder of the root is here and one elsewhere, and both must sign. */
    private void found() throws IOException, RepositoryProblem {
        var roles = new EnumMap<TopLevelRole, KeySet>(TopLevelRole.class);
        for (TopLevelRole role : TopLevelRole.values()) {
            roles.put(role, new KeySet(1, List.of(here().createPlain(role.roleName()))));
        }
        RoleKey other = elsewhere().createPlain("root");
        roles.put(
                TopLevelRole.ROOT,
                roles.get(TopLevelRole.ROOT).change("root", Optional.empty(), Optional.of(other), OptionalInt.of(2)));
        var app = Delegate.ofProduct("app", new KeySet(1, List.of(here().createPlain("app"))));
        try (var open = RepositoryDirectory.create(repository())) {
            var first = workshop(open, here())
                    .found(new RootBody(1, now, roles), TargetsBody.empty().withDelegate(app));
            assertFalse(first.isComplete());
        }
    }

    private void signElsewhere() throws IOException, RepositoryProblem {
        try (var open = RepositoryDirectory.open(repository())) {
            var draft = open.draft().orElseThrow();
            var carried = draft.signedBy(elsewhere().unlock(draft.wanted(), NOBODY));
            var next =
                    workshop(open, here()).advance(draft.merge(carried.draft().file()));
            assertTrue(next.isComplete(), next.progress());
            assertEquals(Optional.empty(), open.draft());
        }
    }

    @Test
    void aClientGetsWhatTwoHoldersPublished() throws Exception {
        found();
        signElsewhere();
        ReleaseTarget release = TestRelease.of("app", 1);
        try (var open = RepositoryDirectory.open(repository())) {
            var here = workshop(open, here());
            assertEquals("app", here.state().roleOf("app"));
            here.publish(here.edition().release(release, "app"));
        }
        download(release);
    }

    @Test
    void aRootUnderWayWaitsForTheOtherHolderAndIsChangedTogether() throws Exception {
        found();
        signElsewhere();
        try (var open = RepositoryDirectory.open(repository())) {
            var here = workshop(open, here());
            for (TopLevelRole role : List.of(TopLevelRole.TIMESTAMP, TopLevelRole.TARGETS)) {
                RootBody root = here.latestRoot();
                KeySet keys = root.keysOf(role);
                var fresh = here().createPlain(role.roleName());
                var next = here.changeRoot(root.with(
                        role,
                        keys.change(
                                role.roleName(),
                                Optional.of(keys.keys().getFirst()),
                                Optional.of(fresh),
                                OptionalInt.empty())));
                assertEquals(2, next.draft().body().version());
                assertFalse(next.isComplete());
            }
            assertEquals(1, here.state().root().orElseThrow().body().version());
        }
        signElsewhere();
        ReleaseTarget release = TestRelease.of("app", 1);
        try (var open = RepositoryDirectory.open(repository())) {
            var here = workshop(open, here());
            assertEquals(2, here.state().root().orElseThrow().body().version());
            here.publish(here.edition().release(release, "app"));
        }
        download(release);
    }

    @Test
    void aRunThatDiedIsCleanedUpByTheNextOne() throws Exception {
        found();
        Path leftover = repository().resolve("public/metadata/.timestamp.json.new");
        Files.writeString(leftover, "half");
        signElsewhere();
        try (var open = RepositoryDirectory.open(repository())) {
            var here = workshop(open, here());
            List<FileWrite> writes = here.publish(here.edition().wake());
            assertEquals("metadata/timestamp.json", writes.getLast().path());
        }
        assertFalse(Files.exists(leftover));
    }

    @Test
    void oneProcessAtATimeAndNoSecondFoundation() throws Exception {
        found();
        try (var open = RepositoryDirectory.open(repository())) {
            assertThrows(StoreInUse.class, () -> RepositoryDirectory.open(repository()));
            assertTrue(open.draft().isPresent());
        }
        assertThrows(RepositoryProblem.class, () -> RepositoryDirectory.create(repository()));
        assertThrows(RepositoryProblem.class, () -> RepositoryDirectory.open(directory.resolve("none")));
        try (var open = RepositoryDirectory.open(repository())) {
            assertEquals(
                    List.of("app"),
                    workshop(open, here()).state().saidBy(TARGETS).delegates().stream()
                            .map(Delegate::role)
                            .toList());
        }
    }

    private void download(ReleaseTarget release) throws Exception {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = SimpleFileServer.createFileServer(
                loopback, repository().resolve("public").toAbsolutePath(), SimpleFileServer.OutputLevel.NONE);
        server.start();
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        try (var store = MetadataDirectory.open(directory.resolve("client"));
                var metadata = new HttpMirror(URI.create(base + "/metadata"), HttpClient.newBuilder());
                var targets = new HttpMirror(URI.create(base + "/targets"), HttpClient.newBuilder())) {
            Update.init(store, Files.readAllBytes(repository().resolve("public/metadata/1.root.json")), now);
            var update = Update.run(store, metadata, now);
            var target = update.find(release.path());
            Path file = TargetDirectory.open(directory.resolve("downloads"))
                    .obtain(target, targets, update.mirrorPath(target));
            assertEquals(-1, Files.mismatch(file, envelope(release)));
        } finally {
            server.stop(0);
        }
    }

    private Path envelope(ReleaseTarget release) throws IOException {
        return Files.write(directory.resolve("envelope"), release.signed().envelope());
    }
}
