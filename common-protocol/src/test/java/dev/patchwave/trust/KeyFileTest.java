package dev.patchwave.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private static final char[] PASSPHRASE = "correct horse battery".toCharArray();
    private static final PublisherKey KEY = PublisherKey.generate();

    /** By "openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 2048" of the key in PublisherKeyTest. */
    private static final String OF_OPENSSL = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjmDl7xTusvnwICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEACgfKi2oShOz1kv+ort6aAEQBs+
            iS5cViVWsWaUXcIykGBsCaJ0pUgaTXxoBtYYWlBzLvLD1MUXckKFN9SaFBuZ4N+9
            g33R3PnVf9yXfsNwlM0=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    @TempDir
    private Path directory;

    @Test
    void onlyThePassphraseOpensIt() throws IOException {
        var file = new KeyFile(directory.resolve("root.pem"));
        file.write(KEY, PASSPHRASE);

        assertTrue(file.isEncrypted());
        assertArrayEquals(
                KEY.privateKey().getEncoded(),
                file.open(PASSPHRASE).orElseThrow().privateKey().getEncoded());
        assertEquals(KEY.publicKey(), file.open(PASSPHRASE).orElseThrow().publicKey());
        assertEquals(Optional.empty(), file.open("correct horse battery ".toCharArray()));
        assertThrows(ConfigProblem.class, file::readPlain);
        assertEquals(KEY.publicKey(), PublisherKey.readPublic(directory.resolve("root.pem.pub")));
        var mode = Files.getPosixFilePermissions(file.file());
        assertEquals("rw-------", PosixFilePermissions.toString(mode));
        assertFalse(Files.readString(file.file()).contains("BEGIN PRIVATE KEY"));
    }

    @Test
    void theSameKeyNeverLooksTheSame() throws IOException {
        var one = new KeyFile(directory.resolve("one.pem"));
        var two = new KeyFile(directory.resolve("two.pem"));
        one.write(KEY, PASSPHRASE);
        two.write(KEY, PASSPHRASE);
        assertFalse(Files.readString(one.file()).equals(Files.readString(two.file())));
    }

    @Test
    void aShortPassphraseIsRefusedAndNothingIsWritten() {
        var file = new KeyFile(directory.resolve("root.pem"));
        assertThrows(IllegalArgumentException.class, () -> file.write(KEY, "elevenchars".toCharArray()));
        assertFalse(Files.exists(file.file()));
    }

    @Test
    void whatOpensslEncryptedIsOpened() throws IOException {
        var file = new KeyFile(Files.writeString(directory.resolve("key.pem"), OF_OPENSSL));
        var key = file.open("openssl-passphrase".toCharArray()).orElseThrow();
        assertEquals("302e020100300506032b657004220420", hexOfStart(key));
    }

    private static String hexOfStart(PublisherKey key) {
        return java.util.HexFormat.of().formatHex(key.privateKey().getEncoded(), 0, 16);
    }

    @Test
    void garbageIsToldWithItsFile() throws IOException {
        String garbage = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        var file = new KeyFile(Files.writeString(directory.resolve("bad.pem"), garbage));
        var problem = assertThrows(ConfigProblem.class, () -> file.open(PASSPHRASE));
        assertTrue(problem.getMessage().startsWith(file.file().toString()), problem.getMessage());
    }
}
