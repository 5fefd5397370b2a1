package dev.patchwave.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Duration BEFORE = Duration.ofMinutes(10);
    private static final Duration LIFE = Duration.ofHours(12);
    private static final Instant T0 = Tokens.NOW;
    private static final TokenKey FIRST = Tokens.key();
    private static final TokenKey SECOND = Tokens.key();

    private final List<KeyRing.Dated> keys =
            List.of(new KeyRing.Dated(T0.plus(Duration.ofHours(1)), SECOND), new KeyRing.Dated(T0, FIRST));

    @Test
    void theFirstKeySignsAtOnce() {
        var ring = KeyRing.of(keys.subList(1, 2), T0, BEFORE, LIFE);
        assertEquals(FIRST, ring.signing());
    }

    @Test
    void aNewKeyIsPublishedBeforeItSigns() {
        var ring = ring(Duration.ofHours(1));
        assertEquals(FIRST, ring.signing());
        assertEquals(List.of(FIRST, SECOND), ring.published());
    }

    @Test
    void thenItSignsAndTheOldOneStaysPublished() {
        var ring = ring(Duration.ofMinutes(70));
        assertEquals(SECOND, ring.signing());
        assertEquals(List.of(FIRST, SECOND), ring.published());
    }

    @Test
    void untilItsLastTokenIsOver() {
        var over = Duration.ofMinutes(70).plus(LIFE);
        assertEquals(List.of(FIRST, SECOND), ring(over.minusSeconds(1)).published());
        assertEquals(List.of(SECOND), ring(over).published());
    }

    private KeyRing ring(Duration after) {
        return KeyRing.of(keys, T0.plus(after), BEFORE, LIFE);
    }
}
