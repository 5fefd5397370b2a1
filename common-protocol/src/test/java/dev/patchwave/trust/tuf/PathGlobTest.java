package dev.patchwave.trust.tuf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGlobTest {
    private static final int RANDOM_PAIRS = 20_000;

    /** The examples of the specification (PATHPATTERN in 4.5) first. */
    @ParameterizedTest
    @CsvSource({
        "targets/*.tgz, targets/foo.tgz, true",
        "targets/*.tgz, targets/bar.tgz, true",
        "targets/*.tgz, targets/foo.txt, false",
        "foo-version-?.tgz, foo-version-2.tgz, true",
        "foo-version-?.tgz, foo-version-a.tgz, true",
        "foo-version-?.tgz, foo-version-alpha.tgz, false",
        "*.tgz, foo.tgz, true",
        "*.tgz, targets/foo.tgz, false",
        "foo.tgz, foo.tgz, true",
        "foo.tgz, foo.tgz.exe, false",
        "foo.tgz, FOO.tgz, false",
        "*, a/b, false",
        "*/*, a/b, true",
        "a/*, a/, true",
        "a/?, a/, false",
        "a*b*c, abbc, true",
        "a*b*c, abcb, false",
        "**, anything, true",
        "[ab], a, false",
        "[ab], [ab], true",
        "/a, a, false",
        "?, 😀, true",
        "*.*, .hidden, true",
    })
    void matchesNamesBetweenSlashes(String pattern, String path, boolean expected) {
        assertEquals(expected, new PathGlob(pattern).matches(path));
    }

    @Test
    void agreesWithRegularExpressions() {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        var random = new Random(seed);
        for (int i = 0; i < RANDOM_PAIRS; i++) {
            String pattern = word(random, "ab*?/");
            String path = word(random, "ab/");
            String regex = pattern.replace("*", "[^/]*").replace("?", "[^/]");
            String why = pattern + " on " + path + "; replay with -Dpatchwave.seed=" + seed;
            assertEquals(Pattern.matches(regex, path), new PathGlob(pattern).matches(path), why);
        }
    }

    @Test
    void noPatternTakesLong() {
        var evil = new PathGlob("*a".repeat(500) + "b");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertEquals(false, evil.matches("a".repeat(10_000))));
    }

    private static String word(Random random, String alphabet) {
        var word = new StringBuilder();
        for (int left = random.nextInt(8); left > 0; left--) {
            word.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return word.toString();
    }
}
