package dev.patchwave.signal.aka;

import java.util.Arrays;
import java.util.Optional;

/**
 * The sequence numbers that a card has accepted (TS 33.102 C.1.1 and C.2). A number of 48 bits is SEQ of 43 bits and IND of 5; of each
 * IND the highest SEQ is remembered, so that vectors handed out to several nodes may be used out of order, but none twice.
 *
 * <p>Immutable.
 */
final class SequenceNumbers {
    static final int COUNT = 32;
    static final long HIGHEST = (1L << 48) - 1;
    private static final int IND_BITS = 5;
    /** How far ahead of the highest a number may be (C.2.1), so that one forged or faulty vector cannot use up all of them. */
    private static final long LEAP_LIMIT_SEQ = 1L << 28;

    private final long[] seqByInd;

    private SequenceNumbers(long[] seqByInd) {
        this.seqByInd = seqByInd;
    }

    /** Of a card that has accepted nothing yet. */
    static SequenceNumbers fresh() {
        return new SequenceNumbers(new long[COUNT]);
    }

    /** As {@link #toArray} gave them. @throws IllegalArgumentException when there are not 32, of 43 bits each */
    static SequenceNumbers of(long[] seqByInd) {
        if (seqByInd.length != COUNT || Arrays.stream(seqByInd).anyMatch(seq -> seq < 0 || seq > HIGHEST >> IND_BITS)) {
            throw new IllegalArgumentException("expected " + COUNT + " sequence numbers of 43 bits");
        }
        return new SequenceNumbers(seqByInd.clone());
    }

    /** These with {@code sqn} accepted; empty when it is a replay or too far ahead. */
    Optional<SequenceNumbers> accept(long sqn) {
        long seq = sqn >>> IND_BITS;
        int ind = (int) (sqn & (COUNT - 1));
        if (seq <= seqByInd[ind] || seq - highestSeq() > LEAP_LIMIT_SEQ) {
            return Optional.empty();
        }
        long[] next = seqByInd.clone();
        next[ind] = seq;
        return Optional.of(new SequenceNumbers(next));
    }

    /** SQN_MS, the highest number accepted anywhere, from which the network counts on after a synchronisation failure (C.3.4). */
    long highest() {
        int ind = 0;
        for (int i = 1; i < COUNT; i++) {
            ind = seqByInd[i] > seqByInd[ind] ? i : ind;
        }
        return (seqByInd[ind] << IND_BITS) | ind;
    }

    /** The highest SEQ of each IND. */
    long[] toArray() {
        return seqByInd.clone();
    }

    private long highestSeq() {
        return highest() >>> IND_BITS;
    }
}
