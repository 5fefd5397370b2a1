package dev.patchwave.stop;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.SignedStop;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The newest order of each scope. An order that is not above the one of its scope changes nothing: a replayed stop cannot undo a resume, nor
 * the other way round. Pure; immutable.
 */
final class StopState {
    /** Scopes that are remembered; orders for more are refused. */
    static final int MAX_SCOPES = 1_000;

    static final StopState NONE = new StopState(new TreeMap<>());

    private final Map<String, SignedStop> newest;

    private StopState(Map<String, SignedStop> newest) {
        this.newest = newest;
    }

    /** The order that stands for the same scope. */
    Optional<SignedStop> standing(SignedStop order) {
        return Optional.ofNullable(newest.get(order.order().scope()));
    }

    /** Whether this order changes something. */
    boolean isNews(SignedStop order) {
        long known = standing(order).map(stands -> stands.order().sequence()).orElse(0L);
        return order.order().sequence() > known;
    }

    boolean hasRoomFor(SignedStop order) {
        return newest.size() < MAX_SCOPES || standing(order).isPresent();
    }

    /** With this order in the place of the one of its scope. */
    StopState with(SignedStop order) {
        var changed = new TreeMap<>(newest);
        changed.put(order.order().scope(), order);
        return new StopState(changed);
    }

    /** Whether a release is not to be served, fetched or installed now. */
    boolean stops(ReleaseId release) {
        return about(release).stream().anyMatch(order -> order.order().stops());
    }

    /** The orders that concern a release: of everything, and of itself. At most two. */
    List<SignedStop> about(ReleaseId release) {
        return all().stream()
                .filter(order -> order.order().release().map(release::equals).orElse(true))
                .toList();
    }

    Collection<SignedStop> all() {
        return newest.values();
    }

    Stream<SignedStop> stream() {
        return newest.values().stream();
    }
}
