package dev.patchwave.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.trust.tuf.client.MetadataDirectory;
import dev.patchwave.trust.tuf.client.Mirror;
import dev.patchwave.trust.tuf.client.Update;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator types, from the first key to a changed root, with a client that follows. */
class KeysCommandTest {
    private record Said(int exitCode, String out, String err) {}

    @TempDir
    private Path directory;

    private Path passphrase;
    private Path repository;

    @BeforeEach
    void writePassphrase() throws IOException {
        passphrase = Files.writeString(directory.resolve("passphrase"), "correct horse battery\n");
        repository = directory.resolve("repository");
    }

    private static Said run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = Patchwave.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exitCode = line.execute(arguments);
        return new Said(exitCode, out.toString(), err.toString());
    }

    private Said keys(String command, String... options) {
        var arguments = new ArrayList<>(List.of("keys", command, "--directory", repository.toString()));
        arguments.addAll(List.of("--passphrase-file", passphrase.toString()));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private static void assertDone(Said said) {
        assertEquals(0, said.exitCode, said::toString);
        assertEquals("", said.err);
    }

    private static void assertRefused(int exitCode, String why, Said said) {
        assertEquals(exitCode, said.exitCode, said::toString);
        assertEquals(1, said.err.lines().count(), said::toString);
        assertTrue(said.err.contains(why), said::toString);
    }

    /** One client for the whole story, which began with the first root. */
    private void refresh() throws Exception {
        Path metadata = repository.resolve("public/metadata");
        Mirror mirror = (name, maxBytes) -> {
            Path file = metadata.resolve(name);
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        };
        try (var store = MetadataDirectory.open(directory.resolve("client"))) {
            if (store.load("root.json").isEmpty()) {
                Update.init(store, Files.readAllBytes(metadata.resolve("1.root.json")), Instant.now());
            }
            Update.run(store, mirror, Instant.now());
        }
    }

    private Path keyOf(String role) throws IOException {
        try (var files = Files.list(repository.resolve("keys"))) {
            return files.filter(file -> file.getFileName().toString().matches(role + "-[0-9a-f]{16}\\.pem"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void everyRoleIsMadeRotatedAndRenewed() throws Exception {
        assertDone(keys("init", "--product", "app"));
        refresh();
        assertTrue(Files.readString(keyOf("root")).contains("BEGIN ENCRYPTED PRIVATE KEY"));
        assertTrue(Files.readString(keyOf("targets")).contains("BEGIN ENCRYPTED PRIVATE KEY"));
        assertTrue(Files.readString(keyOf("timestamp")).contains("BEGIN PRIVATE KEY"));
        for (String role : List.of("root", "targets", "snapshot", "timestamp", "app")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keyOf(role))));
            assertDone(keys("rotate", role));
            refresh();
        }
        for (String role : List.of("root", "targets", "app")) {
            assertDone(keys("renew", role));
            refresh();
        }
        assertDone(keys("add", "modem"));
        refresh();
        var listed = keys("list");
        assertDone(listed);
        assertTrue(listed.out.contains("root         1 of 1 keys, version 6, expires "), listed.out);
        assertTrue(listed.out.contains("modem        1 of 1 keys, version 1, expires "), listed.out);
    }

    @Test
    void theTimestampNeedsNoPersonAndWarnsOfWhatExpires() throws Exception {
        assertDone(keys("init"));
        Files.delete(keyOf("root"));
        Files.delete(keyOf("targets"));
        var quiet = run("keys", "timestamp", "--directory", repository.toString(), "--quiet");
        assertDone(quiet);
        assertEquals("", quiet.out);
        refresh();
        var loud = run("keys", "timestamp", "--directory", repository.toString());
        assertEquals("wrote  public/metadata/timestamp.json", loud.out.strip());
    }

    @Test
    void rolesThatExpireSoonAreNamed() {
        assertDone(keys("init", "--expires", "targets=29d"));
        var said = keys("timestamp", "--quiet");
        assertDone(said);
        assertTrue(said.out.startsWith("warning: role targets expires at "), said.out);
    }

    @Test
    void twoHoldersOnTwoMachines() throws Exception {
        Path bob = Files.createDirectory(directory.resolve("bob"));
        String own = bob.resolve("bob.pem").toString();
        assertDone(run("keys", "make", own, "--passphrase-file", passphrase.toString()));
        assertDone(keys("init", "--threshold", "root=2", "--public", "root=" + own + ".pub"));
        assertFalse(Files.exists(repository.resolve("public/metadata/1.root.json")));

        signByBob(bob, Optional.empty());
        refresh();

        var changed = keys("rotate", "snapshot");
        assertDone(changed);
        assertTrue(changed.out.contains("not published yet"), changed.out);
        refresh();
        signByBob(bob, Optional.of(repository.resolve("public/metadata/1.root.json")));
        assertTrue(Files.exists(repository.resolve("public/metadata/2.root.json")));
        refresh();
    }

    private void signByBob(Path bob, Optional<Path> trusted) throws IOException {
        Path carried = Files.copy(repository.resolve("draft/root.json"), bob.resolve("carried-" + trusted.isPresent()));
        var sign = new ArrayList<>(List.of("keys", "sign", carried.toString(), "--keys", bob.toString(), "--yes"));
        sign.addAll(List.of("--passphrase-file", passphrase.toString()));
        trusted.ifPresent(root -> sign.addAll(List.of("--trusted", root.toString())));
        assertDone(run(sign.toArray(String[]::new)));
        assertDone(keys("sign", "--merge", carried.toString(), "--yes"));
    }

    @Test
    void aLostRootKeyIsTakenAwayByTheOthers() throws Exception {
        assertDone(keys("init", "--threshold", "root=1/2"));
        Path lost = keyOf("root");
        String id = lost.getFileName().toString().substring(5, 21);
        Files.delete(lost);
        assertDone(keys("revoke", "root", "--key", id));
        refresh();
        assertFalse(keys("list").out.contains(id));
    }

    @Test
    void whatCannotBeIsSaidInOneLine() throws Exception {
        assertRefused(1, "is no repository; 'patchwave keys init' makes one", keys("list"));
        assertRefused(2, "allowed: N or N/M", keys("init", "--threshold", "root=3/2"));
        assertRefused(2, "allowed: root, targets, snapshot or timestamp", keys("init", "--threshold", "rot=1"));
        assertRefused(2, "is no time", keys("init", "--expires", "root=soon"));
        assertRefused(2, "product 'A'", keys("init", "--product", "A"));
        assertRefused(2, "has the name of a top-level role", keys("init", "--product", "snapshot"));
        assertFalse(Files.exists(repository));
        assertDone(keys("init"));
        assertRefused(1, "is a repository already", keys("init"));
        assertRefused(1, "there is no role 'modem'", keys("rotate", "modem"));
        assertRefused(1, "allowed are 1 to the number of keys", keys("add", "root", "--threshold", "3"));
        assertRefused(1, "no root waits for signatures", keys("sign", "--yes"));
        assertRefused(
                1, "keys that begin with ffffffffffffffffff", keys("revoke", "root", "--key", "ffffffffffffffffff"));
        assertRefused(1, "cannot be renewed; allowed: root, targets", keys("renew", "timestamp"));
        Files.delete(keyOf("snapshot"));
        assertRefused(1, "role snapshot needs 1 of the keys", keys("renew", "targets"));
    }

    @Test
    void aRefusedChangeLeavesNoKeyBehind() throws Exception {
        assertDone(keys("init"));
        var before = names(repository.resolve("keys"));
        assertRefused(1, "allowed are 1 to the number of keys", keys("rotate", "root", "--threshold", "2"));
        assertRefused(1, "so its threshold is 1", keys("add", "modem", "--threshold", "2"));
        assertEquals(before, names(repository.resolve("keys")));
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aWrongOrShortPassphraseIsSaid() throws Exception {
        Files.writeString(passphrase, "too short\n");
        assertRefused(2, "at least 12", keys("init"));
        Files.writeString(passphrase, "correct horse battery\n");
        Path fresh = directory.resolve("other");
        repository = fresh;
        assertDone(keys("init"));
        Files.writeString(passphrase, "another horse battery\n");
        assertRefused(1, "role targets needs 1 of the keys", keys("renew", "targets"));
    }

    @Test
    void withoutATerminalNobodyIsAskedForever() {
        assertRefused(1, "a ceremony needs a person", run("keys", "ceremony", "--directory", repository.toString()));
        assertRefused(2, "give --passphrase-file", run("keys", "init", "--directory", repository.toString()));
    }
}
