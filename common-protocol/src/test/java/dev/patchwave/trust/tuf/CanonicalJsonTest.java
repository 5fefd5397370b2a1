package dev.patchwave.trust.tuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
    private static final int RANDOM_VALUES = 500;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ \"b\" : 2, \"a\" : [ 1 , true , null ] } | {\"a\":[1,true,null],\"b\":2}",
                "\"a\\/b\\u0041\"                          | \"a/bA\"",
                "\"quote \\\" and \\\\\"                   | \"quote \\\" and \\\\\"",
                "-0                                        | 0",
                "-9223372036854775808                      | -9223372036854775808",
                "{}                                        | {}",
                "\"\\u00e9\\ud83d\\ude00\"                 | \"é😀\"",
            })
    void whatMeansTheSameHasTheSameBytes(String json, String canonical) throws TufProblem {
        assertEquals(canonical, canonical(json));
    }

    @Test
    void onlyQuoteAndBackslashAreEscaped() throws TufProblem {
        assertEquals("\"line\nbell\u0007del\u007f\"", canonical("\"line\\nbell\\u0007del\\u007f\""));
    }

    @Test
    void membersAreSortedByCodePointAndNotByHalvesOfIt() throws TufProblem {
        // U+FF5E is below U+1F600, whose first surrogate is U+D83D.
        assertEquals("{\"a\":1,\"aa\":2,\"\uff5e\":3,\"😀\":4}", canonical("{\"😀\":4,\"\uff5e\":3,\"aa\":2,\"a\":1}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1.0",
                "1e3",
                "9223372036854775808",
                "01",
                "NaN",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1}{}",
                "{\"a\":1,}",
                "[1",
                "{'a':1}",
                "// no\n1",
                "\"\\ud800\"",
                "{\"\\udc00\":1}",
                "\ufeff1"
            })
    void whatCannotBeSignedIsRefused(String json) {
        assertThrows(TufProblem.class, () -> canonical(json));
    }

    @Test
    void otherEncodingsAreRefused() {
        assertThrows(TufProblem.class, () -> JsonReader.read("{}".getBytes(StandardCharsets.UTF_16LE)));
        assertThrows(TufProblem.class, () -> JsonReader.read(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}));
    }

    @Test
    void nestingIsBounded() throws TufProblem {
        int deepest = JsonReader.MAX_DEPTH;
        assertEquals(nested(deepest), canonical(nested(deepest)));
        assertThrows(TufProblem.class, () -> canonical(nested(deepest + 1)));
        assertThrows(TufProblem.class, () -> canonical("[".repeat(1_000_000)));
    }

    @Test
    void canonicalFormIsItsOwnCanonicalFormWhateverIsSigned() throws TufProblem {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        var random = new Random(seed);
        for (int i = 0; i < RANDOM_VALUES; i++) {
            Json value = value(random, 4);
            byte[] canonical = CanonicalJson.encode(value);
            assertEquals(value, JsonReader.read(canonical), "replay with -Dpatchwave.seed=" + seed);
        }
    }

    private static Json value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> new Json.Whole(random.nextLong());
            case 1 -> new Json.Flag(random.nextBoolean());
            case 2 -> new Json.Nothing();
            case 3 -> new Json.Text(text(random));
            case 4 -> {
                List<Json> elements = new ArrayList<>();
                for (int left = random.nextInt(4); left > 0; left--) {
                    elements.add(value(random, depth - 1));
                }
                yield new Json.Elements(elements);
            }
            default -> {
                var members = new TreeMap<String, Json>();
                for (int left = random.nextInt(4); left > 0; left--) {
                    members.put(text(random), value(random, depth - 1));
                }
                yield Json.Members.of(members);
            }
        };
    }

    /** No control characters: raw ones are canonical, and yet no JSON. */
    private static String text(Random random) {
        var text = new StringBuilder();
        for (int left = random.nextInt(6); left > 0; left--) {
            int point = random.nextInt(' ', Character.MAX_CODE_POINT);
            text.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? '\\' : point);
        }
        return text.toString();
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static String canonical(String json) throws TufProblem {
        return new String(CanonicalJson.encode(JsonReader.read(TestFiles.utf8(json))), StandardCharsets.UTF_8);
    }
}
