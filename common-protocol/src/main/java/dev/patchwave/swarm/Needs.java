package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The segments that a member means to obtain now, in the order of the plan; keeps the count of fetches of each holder right. */
final class Needs {
    private final Map<Integer, Need> bySegment = new LinkedHashMap<>();
    private final Ladder ladder;

    Needs(Ladder ladder) {
        this.ladder = ladder;
    }

    Optional<Need> find(int segment) {
        return Optional.ofNullable(bySegment.get(segment));
    }

    /** Replaces what there was for the segment, which is not being asked of anybody. */
    void put(Need need) {
        bySegment.put(need.segment, need);
    }

    Need findOrAdd(int segment, Instant now) {
        return bySegment.computeIfAbsent(segment, unplanned -> new Need(segment, List.of(), now, Instant.MIN));
    }

    Optional<Need> remove(int segment) {
        return Optional.ofNullable(bySegment.remove(segment));
    }

    Collection<Need> all() {
        return bySegment.values();
    }

    int size() {
        return bySegment.size();
    }

    int fetching() {
        int fetching = 0;
        for (Need need : bySegment.values()) {
            fetching += need.asked().isPresent() ? 1 : 0;
        }
        return fetching;
    }

    Bitfield where(int segmentCount, Predicate<Need> wanted) {
        var segments = new int[bySegment.size()];
        int found = 0;
        for (Need need : bySegment.values()) {
            if (wanted.test(need)) {
                segments[found++] = need.segment;
            }
        }
        return Bitfield.of(segmentCount, Arrays.copyOf(segments, found));
    }

    /** Takes back what was asked of the need's holder. */
    void cancel(Need need, List<Download.Effect> effects) {
        var holder = need.asked().orElseThrow().id();
        effects.add(new Download.Effect.CancelFetch(need.segment, holder));
        release(need);
    }

    void release(Need need) {
        ladder.standing(need.asked().orElseThrow().id()).ended();
        need.askNobody();
    }

    void cancelAll(Predicate<Need> chosen, List<Download.Effect> effects) {
        bySegment.values().stream()
                .filter(need -> need.asked().isPresent())
                .filter(chosen)
                .forEach(need -> cancel(need, effects));
    }

    void clear() {
        bySegment.clear();
    }

    /** Without an origin a member chooses at random, so that members in the same plight get different segments. */
    void choose(Bitfield lacking, int most, RandomGenerator random, Instant now) {
        var free = new ArrayList<Integer>();
        lacking.stream().filter(segment -> !bySegment.containsKey(segment)).forEach(free::add);
        Collections.shuffle(free, random);
        free.stream().limit(Math.max(0, most - size())).forEach(segment -> findOrAdd(segment, now));
    }
}
