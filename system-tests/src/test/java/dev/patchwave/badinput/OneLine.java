package dev.patchwave.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.tools.Run;

/** What a command must say when it cannot do what it was asked for. */
final class OneLine {
    /** The operator asked for something that cannot be. */
    static final int REFUSED = 2;

    /** It was tried, and failed. */
    static final int FAILED = 1;

    private OneLine() {}

    /** Exactly one line on standard error, with all of {@code parts}; nothing on standard output. */
    static void expect(Run run, int exitCode, String... parts) {
        assertEquals(exitCode, run.exitCode(), run::toString);
        assertEquals(1, run.err().lines().count(), run::toString);
        assertTrue(run.err().startsWith("patchwave: "), run::toString);
        assertEquals("", run.out(), run::toString);
        for (String part : parts) {
            assertTrue(run.err().contains(part), () -> run + "\nlacks: " + part);
        }
    }
}
