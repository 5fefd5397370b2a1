package dev.patchwave.source.app;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.source.core.CampaignState;
import dev.patchwave.source.core.Stage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which releases an open campaign wants, as of a few seconds ago: asking all campaigns each time that a cache reports would cost too much.
 * Any thread; does not wait.
 */
final class OpenReleases {
    private static final Duration GOOD_FOR = Duration.ofSeconds(5);

    private final Supplier<CompletableFuture<List<CampaignState>>> campaigns;
    private final Clock clock;
    private Optional<Set<ReleaseId>> wanted = Optional.empty(); // With the next: guarded by this.
    private Instant askAgain = Instant.MIN;

    OpenReleases(Supplier<CompletableFuture<List<CampaignState>>> campaigns, Clock clock) {
        this.campaigns = campaigns;
        this.clock = clock;
    }

    /** True for every release while nothing is known. */
    boolean contains(ReleaseId release) {
        refresh();
        synchronized (this) {
            return wanted.map(open -> open.contains(release)).orElse(true);
        }
    }

    private void refresh() {
        synchronized (this) {
            if (clock.instant().isBefore(askAgain)) {
                return;
            }
            askAgain = clock.instant().plus(GOOD_FOR);
        }
        var unused = campaigns.get().thenAccept(this::learn); // One that fails is asked again.
    }

    private synchronized void learn(List<CampaignState> states) {
        wanted = Optional.of(states.stream()
                .filter(state -> state.stage() != Stage.CLOSED)
                .map(state -> state.plan().release())
                .collect(Collectors.toUnmodifiableSet()));
    }
}
