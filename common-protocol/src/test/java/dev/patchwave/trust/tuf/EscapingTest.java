package dev.patchwave.trust.tuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EscapingTest {
    @Test
    void namesGoIntoUrisAsOneSegment() {
        assertEquals("%3F", Escaping.segment("?"));
        assertEquals("%23", Escaping.segment("#"));
        assertEquals("..%2Fdelegated~role", Escaping.segment("../delegated~role"));
        assertEquals("a/b%20c", Escaping.path("a/b c"));
        assertEquals("%C3%A9", Escaping.segment("é"));
    }

    @Test
    void filesStayInTheirDirectoryAndAreOneForEachName() {
        var names = List.of(
                "a",
                "A",
                "%41",
                "%2541",
                ".",
                "..",
                "../a",
                "/a",
                "a/",
                ".a",
                "%2Ea",
                "\0",
                "root",
                "Root",
                "x".repeat(300),
                "X".repeat(300),
                "x".repeat(301),
                "é",
                "É");
        var files = new HashSet<String>();
        for (String name : names) {
            String file = Escaping.fileName(name);
            assertTrue(file.matches("[-a-zA-F0-9%_~@][-a-zA-F0-9%._~@]*") && file.length() <= 200, file);
            assertTrue(files.add(file.toLowerCase(Locale.ROOT)), name + " has the file of another: " + file);
        }
    }
}
