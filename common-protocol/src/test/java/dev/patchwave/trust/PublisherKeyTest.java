package dev.patchwave.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublisherKeyTest {
    /** Made by {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey -pubout}, for this test alone. */
    private static final String OPENSSL_PRIVATE =
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIGfVYWxQlSf0OwWZ3myDwV5QmsSKOqkY4cU5MyFr1ska\n-----END PRIVATE KEY-----\n";

    private static final String OPENSSL_PUBLIC =
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA3duhFOT4RbQ3hooMuSnW10e5VaoUuXS6psaurAzBT50=\n-----END PUBLIC KEY-----\n";

    @TempDir
    Path temp;

    @Test
    void aKeyIsReadBackAsItWasWritten() {
        var key = PublisherKey.generate();
        var file = temp.resolve("KEY.pem");
        key.write(file);

        var read = PublisherKey.read(file);

        assertEquals(key.keyId(), read.keyId());
        assertArrayEquals(key.privateKey().getEncoded(), read.privateKey().getEncoded());
        assertEquals(key.publicKey(), PublisherKey.readPublic(temp.resolve("KEY.pem.pub")));
    }

    @Test
    void onlyTheOwnerCanReadThePrivateHalf() throws IOException {
        var file = temp.resolve("KEY.pem");
        PublisherKey.generate().write(file);

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(temp)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void aKeyIsNeverOverwritten() throws IOException {
        var file = temp.resolve("KEY.pem");
        PublisherKey.generate().write(file);
        byte[] before = Files.readAllBytes(file);

        var problem =
                assertThrows(ConfigProblem.class, () -> PublisherKey.generate().write(file));

        assertEquals(file + ": exists already; a key is never overwritten", problem.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void keysOfOpensslAreRead() throws IOException {
        var privateFile = Files.writeString(temp.resolve("o.pem"), OPENSSL_PRIVATE);
        var publicFile = Files.writeString(temp.resolve("o.pub"), OPENSSL_PUBLIC);

        assertEquals(
                PublisherKey.readPublic(publicFile),
                PublisherKey.read(privateFile).publicKey());
    }

    @Test
    void whatIsNoKeyIsRefusedInOneLineThatNamesTheFile() throws IOException {
        var missing = temp.resolve("missing.pem");
        var text = Files.writeString(temp.resolve("text.pem"), "hello");
        var wrong = Files.writeString(
                temp.resolve("wrong.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        for (var file : new Path[] {missing, text, wrong, temp}) {
            var problem = assertThrows(ConfigProblem.class, () -> PublisherKey.read(file));
            assertTrue(problem.getMessage().startsWith(file + ": "), problem.getMessage());
            assertEquals(1, problem.getMessage().lines().count());
        }
    }

    @Test
    void theKeyItselfIsNeverPrinted() {
        var key = PublisherKey.generate();

        assertEquals("publisher key " + key.keyId(), key.toString());
    }
}
