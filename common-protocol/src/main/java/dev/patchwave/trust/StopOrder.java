package dev.patchwave.trust;

import dev.patchwave.release.ReleaseId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A publisher's word that a release, or everything, is not to be served, fetched or installed any more, or that it may be again.
 *
 * <p>Each scope stands for itself: the order with the highest sequence counts, and resuming everything lifts no stop of one release.
 *
 * @param stops true: stop; false: resume
 * @param sequence 1 or more, above that of every earlier order of the same scope
 * @param issued for people, to the second; nothing depends on clocks
 * @param release what is stopped; empty is everything
 */
public record StopOrder(boolean stops, long sequence, Instant issued, Optional<ReleaseId> release) {
    private static final String STOP = "stop";
    private static final String RESUME = "resume";
    private static final String EVERYTHING = "everything";
    private static final int MAX_ORDER_BYTES = 1 << 10;

    private record OrderJson(String order, long sequence, String issued, String scope) {}

    public StopOrder {
        issued = issued.truncatedTo(ChronoUnit.SECONDS);
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence " + sequence + ": must be 1 or more");
        }
    }

    /** What it is about: a release, or {@code everything}. */
    public String scope() {
        return release.map(ReleaseId::toString).orElse(EVERYTHING);
    }

    /** In words. */
    @Override
    public String toString() {
        return (stops ? STOP : RESUME) + " " + scope() + ", sequence " + sequence + ", issued " + issued;
    }

    /** The bytes to sign. */
    byte[] toBytes() {
        return TrustJson.write(new OrderJson(stops ? STOP : RESUME, sequence, issued.toString(), scope()));
    }

    /** Reads what {@link #toBytes} wrote; strictly. */
    static StopOrder read(byte[] json) throws TrustProblem {
        var read = TrustJson.read(json, OrderJson.class, MAX_ORDER_BYTES);
        try {
            boolean stops = read.order.equals(STOP);
            if (!stops && !read.order.equals(RESUME)) {
                throw new IllegalArgumentException("order '" + read.order + "': stop or resume");
            }
            Optional<ReleaseId> release =
                    read.scope.equals(EVERYTHING) ? Optional.empty() : Optional.of(ReleaseId.parse(read.scope));
            return new StopOrder(stops, read.sequence, Instant.parse(read.issued), release);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new TrustProblem(TrustProblem.Reason.MALFORMED, "no stop order: " + e.getMessage(), e);
        }
    }
}
