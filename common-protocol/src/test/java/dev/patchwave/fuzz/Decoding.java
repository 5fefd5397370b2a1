package dev.patchwave.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** What every decoder of ours owes: a value or the one exception that it declares, and what is encoded again is the same. */
public final class Decoding {
    /** Reads bytes or a text. */
    @FunctionalInterface
    public interface Decoder<I, T> {
        T decode(I input) throws Exception;
    }

    private Decoding() {}

    public static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** The value; empty when it was refused as declared. Any other exception goes out. */
    public static <I, T> Optional<T> of(I input, Class<? extends Exception> declared, Decoder<I, T> decoder) {
        try {
            return Optional.of(decoder.decode(input));
        } catch (Exception e) {
            if (declared.isInstance(e)) {
                return Optional.empty();
            }
            if (e instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            throw new AssertionError("undeclared", e);
        }
    }

    /** The same, and the encoded value must be read as an equal one. */
    public static <I, T> Optional<T> roundTrip(
            I input, Class<? extends Exception> declared, Decoder<I, T> decoder, Function<T, I> encoder) {
        Optional<T> value = of(input, declared, decoder);
        value.ifPresent(once -> {
            T twice = of(encoder.apply(once), Exception.class, decoder)
                    .orElseThrow(() -> new AssertionError("cannot read again " + once));
            assertEquals(once, twice);
        });
        return value;
    }

    /** For values without equality: what is encoded twice has the same bytes. */
    public static <T> void sameBytes(
            byte[] input,
            Class<? extends Exception> declared,
            Decoder<byte[], T> decoder,
            Function<T, byte[]> encoder) {
        of(input, declared, decoder).ifPresent(once -> {
            byte[] encoded = encoder.apply(once);
            T twice =
                    of(encoded, Exception.class, decoder).orElseThrow(() -> new AssertionError("cannot read " + once));
            assertArrayEquals(encoded, encoder.apply(twice));
        });
    }
}
