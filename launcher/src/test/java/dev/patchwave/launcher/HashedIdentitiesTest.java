package dev.patchwave.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashedIdentitiesTest {
    private static final String LINE =
            "from=\"<sip:alice@op.example;transport=tcp>\" instance=\"urn:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf6\" tel:+4930123456";

    @TempDir
    private Path directory;

    @Test
    void identitiesAreHashedAndAddressesOfProgramsAreNot() {
        HashedIdentities.useSalt(new byte[32]);

        String hashed = HashedIdentities.hashed(LINE);

        assertTrue(
                hashed.matches(
                        "from=\"<sip#[0-9a-f]{12};transport=tcp>\" instance=\"instance#[0-9a-f]{12}\" tel#[0-9a-f]{12}"),
                hashed);
        String address = "sip=\"sip:127.0.0.1:5060\" http=\"http://a@b\" release=\"ims-client@4.2.1\"";
        assertEquals(address, HashedIdentities.hashed(address));
    }

    @Test
    void theSameIsTheSameInOneInstallationAndAnotherInAnother() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        LogSalt.keep(directory);
        String first = HashedIdentities.hashed("sip:alice@op.example");
        LogSalt.keep(other);
        assertNotEquals(first, HashedIdentities.hashed("sip:alice@op.example"));

        LogSalt.useKept(directory);

        assertEquals(first, HashedIdentities.hashed("sip:alice@op.example"));
        assertNotEquals(first, HashedIdentities.hashed("sip:bob@op.example"));
    }
}
