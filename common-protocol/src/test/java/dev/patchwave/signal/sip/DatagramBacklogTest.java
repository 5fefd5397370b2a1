package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DatagramBacklogTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final DatagramBacklog backlog = new DatagramBacklog(3);

    @Test
    void soManyWaitAndNoMore() {
        fill(0);

        assertFalse(backlog.entered(0));
        backlog.parsed();
        assertTrue(backlog.entered(1));
        assertFalse(backlog.entered(1));
    }

    @Test
    void whatTheStackThrewAwayIsForgottenAfterAWhile() {
        fill(0);

        assertFalse(backlog.entered(6 * SECOND), "they may have come just before");
        assertTrue(backlog.entered(12 * SECOND));
    }

    @Test
    void moreIsNeverParsedThanCame() {
        backlog.parsed();
        backlog.parsed();
        fill(0);

        assertFalse(backlog.entered(0));
    }

    private void fill(long now) {
        for (int i = 0; i < 3; i++) {
            assertTrue(backlog.entered(now));
        }
    }
}
