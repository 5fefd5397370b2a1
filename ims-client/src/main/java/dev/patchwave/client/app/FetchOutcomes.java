package dev.patchwave.client.app;

import dev.patchwave.http.FetchOutcome;
import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.Holder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the fetcher saw, in the words of the download core. */
final class FetchOutcomes {
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofDays(1);

    private FetchOutcomes() {}

    /** Empty for what is no fact about a holder: our own cancelling, our own disk. */
    static Optional<dev.patchwave.swarm.FetchOutcome> forDownload(FetchOutcome outcome) {
        return switch (outcome) {
            case FetchOutcome.Stored stored -> Optional.of(new dev.patchwave.swarm.FetchOutcome.Stored());
            case FetchOutcome.Corrupt corrupt -> Optional.of(new dev.patchwave.swarm.FetchOutcome.Corrupt());
            case FetchOutcome.Busy(var retryAfter, var alternates) ->
                Optional.of(new dev.patchwave.swarm.FetchOutcome.Busy(busy(retryAfter, alternates)));
            case FetchOutcome.Missing() -> Optional.of(new dev.patchwave.swarm.FetchOutcome.Missing());
            case FetchOutcome.Slow slow -> Optional.of(new dev.patchwave.swarm.FetchOutcome.Stalled());
            case FetchOutcome.Unreachable unreachable ->
                Optional.of(new dev.patchwave.swarm.FetchOutcome.Unreachable());
            case FetchOutcome.Cancelled() -> Optional.empty();
            case FetchOutcome.BeingWritten() -> // By a fetch that was cancelled and has not let go yet.
                Optional.of(new dev.patchwave.swarm.FetchOutcome.Busy(busy(SOON, List.of())));
            case FetchOutcome.DiskFailed failed -> Optional.empty();
        };
    }

    private static BusyAnswer busy(Duration retryAfter, List<Holder> alternates) {
        var wait = retryAfter.isPositive() ? retryAfter : Duration.ofMillis(1);
        return new BusyAnswer(
                wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait,
                alternates.stream().limit(BusyAnswer.MAX_ALTERNATES).toList());
    }
}
