package dev.patchwave.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DifferenceTest {
    private static final String ALPHABET = "abcdef0123456789:;=<>sip";
    private static final int ROUNDS = 300;

    private final Difference difference = new Difference();

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsToldIsReadAgain(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] like = bytes(random, random.nextInt(600));
            byte[] bytes = edited(random, like);
            byte[] steps = difference.write(like, bytes);

            String where = "seed " + seed + " round " + round;
            assertArrayEquals(bytes, Likeness.read(like, steps, 0), where);
            assertTrue(steps.length <= bytes.length + bytes.length / 32 + 2, where + ": " + steps.length);
        }
    }

    /** Places of copies have two bytes only. */
    @Test
    void longBytesAreReadAgainToo() {
        var random = new Random(1);
        for (int length : new int[] {65_400, 65_535, 65_536, 100_000}) {
            byte[] like = bytes(random, length);
            byte[] bytes = edited(random, like);

            assertArrayEquals(bytes, Likeness.read(like, difference.write(like, bytes), 0), length + " bytes");
        }
    }

    @Test
    void whatIsCommonTakesNextToNothing() {
        byte[] like = "<sip:mo@10.60.0.12:5060;lr=on;ftag=4f2a91c3;did=7c1.4e2>".getBytes(UTF_8);
        byte[] bytes = "<sip:mo@10.60.0.12:5060;lr=on;ftag=0b7d55e9;did=7c1.4e2>".getBytes(UTF_8);

        assertTrue(difference.write(like, bytes).length <= 8, "two steps to follow, and four bytes of digits");
        assertTrue(difference.write(like, like).length == 1, "one step to follow");
    }

    @Test
    void whatWasToldFurtherUpIsCopied() {
        byte[] twice = "sip:u@10.101.202.103:45678;alias=10.101.202.103~45678~1".getBytes(UTF_8);

        assertTrue(difference.write(new byte[0], twice).length < twice.length - 9);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        boolean text = random.nextInt(4) > 0;
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (text ? ALPHABET.charAt(random.nextInt(ALPHABET.length())) : random.nextInt(256));
        }
        return bytes;
    }

    /** Some pieces of the other one, in order or not, and others between them. */
    private static byte[] edited(Random random, byte[] like) {
        byte[] edited = {};
        for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
            byte[] source = random.nextInt(4) == 0 ? edited : like;
            int from = random.nextInt(source.length + 1);
            edited = joined(edited, Arrays.copyOfRange(source, from, from + random.nextInt(source.length - from + 1)));
            edited = joined(edited, bytes(random, random.nextInt(70)));
        }
        return edited;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
