package dev.patchwave.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * To whom a member reports: its own origin, or, while that is silent, another domain's cache, which takes it into its swarm and plans
 * for it. So a domain whose cache dies is not stranded: its clients go on feeding each other, by a plan.
 */
final class Origins {
    private static final Duration HOME_RETRY = Duration.ofSeconds(20);

    private final RandomGenerator random;
    private final TreeSet<HolderId> silent = new TreeSet<>();
    private List<Holder> others = List.of();
    private Optional<Holder> refuge = Optional.empty();
    private boolean askingHome = true;
    private boolean joined;
    private Instant homeRetryAt = Instant.MAX;

    Origins(RandomGenerator random) {
        this.random = random;
    }

    /** The own origin said who else there is. Only a client has a refuge: a cache waits for the source, which alone gives orders. */
    void known(List<Holder> holders) {
        if (refuge.isEmpty() && hasAny(holders, HolderKind.OWN_CACHE)) {
            others = hasAny(holders, HolderKind.OTHER_CACHE) ? caches(holders) : List.of();
        }
    }

    /** Without a stream: asked with each answer, of mostly one. */
    private static boolean hasAny(List<Holder> holders, HolderKind kind) {
        for (Holder holder : holders) {
            if (holder.kind() == kind) {
                return true;
            }
        }
        return false;
    }

    private static List<Holder> caches(List<Holder> holders) {
        return holders.stream()
                .filter(holder -> holder.kind() == HolderKind.OTHER_CACHE)
                .toList();
    }

    /** Where the next report goes; empty is home, which is tried again now and then. */
    Optional<Holder> next(Instant now) {
        askingHome = refuge.isEmpty() || !now.isBefore(homeRetryAt);
        return askingHome ? Optional.empty() : refuge;
    }

    /** True once for each whom it reports to: the report that is made now is the first. */
    boolean joins() {
        boolean first = !joined;
        joined = true;
        return first;
    }

    /** The last report was answered. True when that ended an exile: home does not know the member any more. */
    boolean answered() {
        silent.clear();
        boolean back = askingHome && refuge.isPresent();
        if (back) {
            refuge = Optional.empty();
            joined = false;
        }
        return back;
    }

    /** The last report was not answered. True when home was only looked at, and the refuge goes on as before. */
    boolean homeStaysSilent(Instant now) {
        boolean look = askingHome && refuge.isPresent();
        if (look) {
            homeRetryAt = now.plus(HOME_RETRY);
        }
        return look;
    }

    /** Gives up on whom it reported to. False when there is nobody else. */
    boolean moveOn(Instant now) {
        refuge.ifPresent(holder -> silent.add(holder.id()));
        var left = new ArrayList<>(others);
        left.removeIf(holder -> silent.contains(holder.id()));
        if (left.isEmpty()) {
            silent.clear();
            refuge = Optional.empty();
            return false;
        }
        refuge = Optional.of(left.get(random.nextInt(left.size())));
        homeRetryAt = now.plus(HOME_RETRY);
        joined = false;
        return true;
    }
}
