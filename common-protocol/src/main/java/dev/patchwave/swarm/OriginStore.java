package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;

/** What a swarm's origin holds, and what is on its way to it. */
final class OriginStore {
    private Bitfield served;
    private Bitfield whole;
    private Bitfield expected;

    OriginStore(Bitfield owned) {
        this.served = owned;
        this.whole = owned;
        this.expected = Bitfield.empty(owned.size());
    }

    void expects(Bitfield segments) {
        expected = expected.union(segments).minus(whole);
    }

    void begins(int segment) {
        served = served.with(segment);
    }

    void owns(int segment) {
        begins(segment);
        whole = whole.with(segment);
        expected = expected.minus(whole);
    }

    /** It has some of it, or all. */
    boolean serves(int segment) {
        return served.contains(segment);
    }

    Bitfield whole() {
        return whole;
    }

    /**
     * How many copies of a segment may leave at once. A segment that is still on its way flows no faster than it comes, and its copies can
     * be passed on by those who get the first: so each that is expected has its share of the slots.
     */
    int copiesAtOnce(int segment, int slots) {
        return whole.contains(segment) ? slots : Math.max(1, slots / Math.max(1, expected.count()));
    }
}
