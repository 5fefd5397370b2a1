package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HolderIdTest {
    private static final String FORTY = "0123456789012345678901234567890123456789";

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "p-1", "10.0.0.1:8481", "A_b.C:d-9", FORTY + FORTY})
    void namesOfTheAllowedCharactersAreTaken(String name) {
        assertDoesNotThrow(() -> new HolderId(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                ".a",
                ":a",
                "_a",
                "a b",
                "a/b",
                "a@b",
                "a[",
                "a`",
                "a{",
                "\u00e4",
                "a\n",
                FORTY + FORTY + "x"
            })
    void othersAreRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> new HolderId(name));
    }
}
