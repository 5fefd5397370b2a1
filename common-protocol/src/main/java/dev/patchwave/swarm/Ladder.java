package dev.patchwave.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Whom to ask for a segment: the plan's first choice, then peer -> own cache -> other cache -> source.
 *
 * <p>A rung whose holders are only busy is waited for as long as its budget lasts, because the next rung costs the operator
 * more; a rung whose holders are dead, banned or lack the segment is left at once. "Never the source" takes the last rung away.
 */
final class Ladder {
    private static final int MOST_HOLDERS = 4096;

    /** What to do about one segment now. */
    sealed interface Choice {
        record Ask(Holder holder) implements Choice {}

        /** Somebody will have room; look again then, or when any fetch ends. */
        record Wait(Instant until) implements Choice {}

        /** Nobody is left but holders that failed, the first of which may be tried again at {@code retryAt}. */
        record Exhausted(Instant retryAt) implements Choice {}
    }

    private final DownloadLimits limits;
    private final boolean allowSource;
    private final RandomGenerator random;
    private final Map<HolderId, Standing> standings = new LinkedHashMap<>();
    private List<Holder> fallbacks = List.of();

    Ladder(DownloadLimits limits, boolean allowSource, RandomGenerator random) {
        this.limits = limits;
        this.allowSource = allowSource;
        this.random = random;
    }

    void fallbacks(List<Holder> holders) {
        fallbacks = List.copyOf(holders);
    }

    Standing standing(HolderId holder) {
        var known = standings.get(holder);
        if (known != null) {
            return known;
        }
        if (standings.size() >= MOST_HOLDERS) {
            standings.values().removeIf(standing -> standing.fetches() == 0 && !standing.isBanned());
        }
        var first = new Standing();
        standings.put(holder, first);
        return first;
    }

    void shed(HolderId holder, Duration retryAfter, Instant now) {
        standing(holder).shed(retryAfter, limits, random, now);
    }

    void failed(HolderId holder, Instant now) {
        standing(holder).failed(limits, random, now);
    }

    Choice choose(Need need, Instant now) {
        var best = need.best(this::allowed);
        if (best.isPresent() && isUsable(best.get(), now)) {
            return hasRoom(best.get())
                    ? new Choice.Ask(best.get())
                    : new Choice.Wait(Instant.MAX); // For a fetch of ours from it to end.
        }
        var ranking = need.ranking().stream().filter(this::allowed).toList();
        return climb(need, candidates(need, ranking), now);
    }

    private Choice climb(Need need, List<Holder> candidates, Instant now) {
        var opensAt = need.since();
        for (HolderKind rung : HolderKind.values()) {
            var holders = candidates.stream()
                    .filter(holder -> holder.kind() == rung)
                    .filter(holder -> !standing(holder.id()).hasFailed(now))
                    .toList();
            if (holders.isEmpty()) {
                continue;
            }
            var ready = holders.stream()
                    .filter(holder -> isUsable(holder, now) && hasRoom(holder))
                    .findFirst();
            if (ready.isPresent()) {
                return new Choice.Ask(ready.get());
            }
            opensAt = opensAt.plus(budget(rung));
            if (now.isBefore(opensAt)) {
                var back = firstBack(holders);
                return new Choice.Wait(back.isAfter(now) && back.isBefore(opensAt) ? back : opensAt);
            }
        }
        return new Choice.Exhausted(firstBack(candidates));
    }

    private List<Holder> candidates(Need need, List<Holder> ranking) {
        var all = new LinkedHashMap<HolderId, Holder>();
        ranking.forEach(holder -> all.put(holder.id(), holder));
        fallbacks.stream()
                .filter(this::allowed)
                .filter(need::mayHold)
                .forEach(holder -> all.putIfAbsent(holder.id(), holder));
        return new ArrayList<>(all.values());
    }

    private boolean allowed(Holder holder) {
        boolean source = holder.kind() == HolderKind.SOURCE;
        return (allowSource || !source) && !standing(holder.id()).isBanned();
    }

    private boolean isUsable(Holder holder, Instant now) {
        var standing = standing(holder.id());
        return !standing.hasFailed(now) && !standing.isBusy(now);
    }

    private boolean hasRoom(Holder holder) {
        return standing(holder.id()).fetches() < limits.fetchesPerHolder();
    }

    private Instant firstBack(List<Holder> holders) {
        return holders.stream()
                .map(holder -> standing(holder.id()).backAt())
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    private Duration budget(HolderKind rung) {
        return limits.rungBudgets().getOrDefault(rung, Duration.ZERO);
    }
}
