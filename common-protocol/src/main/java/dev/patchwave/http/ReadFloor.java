package dev.patchwave.http;

/**
 * Whether one reader takes an answer at the least speed that the server bears with, measured over {@link HttpLimits#idle} at a time.
 *
 * <p>A moment in which the answer waits for the uplink starts the measurement anew: then it is we who are slow. Time is an argument.
 */
final class ReadFloor {
    private long sinceNanos;
    private long sinceBytes;

    ReadFloor(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /**
     * To be asked often in each {@link HttpLimits#idle}.
     *
     * @param sentBytes since the answer began
     * @param awaitsTurn the uplink is what holds it up
     */
    boolean isBelow(HttpLimits limits, long sentBytes, boolean awaitsTurn, long nowNanos) {
        long nanos = nowNanos - sinceNanos;
        if (!awaitsTurn && nanos < limits.idle().toNanos()) {
            return false;
        }
        boolean below = !awaitsTurn && (sentBytes - sinceBytes) * 1e9 < (double) limits.floorBytesPerSecond() * nanos;
        sinceNanos = nowNanos;
        sinceBytes = sentBytes;
        return below;
    }
}
