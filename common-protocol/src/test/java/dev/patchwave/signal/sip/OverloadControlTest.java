package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverloadControlTest {
    private final OverloadControl control = new OverloadControl();

    @Test
    void theShareHoldsForItsValidity() {
        told("20", "loss", "500", "1282321615.782", 0);

        assertEquals(Optional.of(new OverloadFeedback(20, Duration.ofMillis(500))), control.pressure(millis(0)));
        assertEquals(Optional.of(new OverloadFeedback(20, Duration.ofMillis(1))), control.pressure(millis(499)));
        assertEquals(Optional.empty(), control.pressure(millis(500)));
    }

    @Test
    void withoutAValidityItIs500Milliseconds() {
        told("20", "loss", null, "1.1", 0);

        assertTrue(control.pressure(millis(499)).isPresent());
        assertFalse(control.pressure(millis(500)).isPresent());
    }

    @Test
    void aValidityOfZeroEndsIt() {
        told("20", "loss", "5000", "1.1", 0);
        told("20", "loss", "0", "1.2", 1);

        assertEquals(Optional.empty(), control.pressure(millis(1)));
    }

    @Test
    void whatCameOutOfOrderIsIgnored() {
        told("20", "loss", "5000", "9.9", 0);
        told("80", "loss", "5000", "9.8", 1);
        told("70", "loss", "5000", "9.9", 1);
        told("60", "loss", "5000", null, 1);
        assertEquals(20, control.pressure(millis(1)).orElseThrow().lossPercent());

        told("30", "loss", "5000", "10.0", 2);
        told("40", "loss", "5000", "9.99999", 2);
        assertEquals(30, control.pressure(millis(2)).orElseThrow().lossPercent());
    }

    @Test
    void aFractionIsAFraction() {
        told("20", "loss", "5000", "1.9", 0);
        told("30", "loss", "5000", "1.10", 0);

        assertEquals(20, control.pressure(millis(0)).orElseThrow().lossPercent());
    }

    @Test
    void zeroPercentIsNoPressure() {
        told("20", "loss", "5000", "1.1", 0);
        told("0", "loss", "5000", "1.2", 0);

        assertEquals(Optional.empty(), control.pressure(millis(0)));
    }

    @ParameterizedTest
    @CsvSource({
        "101, loss, 500, 1.1",
        "-1, loss, 500, 1.1",
        "x, loss, 500, 1.1",
        "20, rate, 500, 1.1",
        "20, loss, 500, x",
        "20, loss, 500, 1.123456",
        "20, loss, 500, 1234567890123.1",
        "20, loss, 500, -1.1"
    })
    void rubbishChangesNothing(String oc, String algorithm, String validity, String sequence) {
        told(oc, algorithm, validity, sequence, 0);

        assertEquals(Optional.empty(), control.pressure(millis(0)));
    }

    @Test
    void nobodySilencesUsForLongerThanAMinute() {
        told("100", "LOSS", "86400000", "1.1", 0);

        assertTrue(control.pressure(millis(59_999)).isPresent());
        assertFalse(control.pressure(millis(60_000)).isPresent());
        assertFalse(control.isForgettable(millis(119_999)));
        assertTrue(control.isForgettable(millis(120_000)));
    }

    private void told(String oc, String algorithm, String validity, String sequence, long atMillis) {
        control.on(
                new OverloadControl.Parameters(
                        Optional.ofNullable(oc),
                        Optional.ofNullable(algorithm),
                        Optional.ofNullable(validity),
                        Optional.ofNullable(sequence)),
                millis(atMillis));
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
