package dev.patchwave.source.core;

import dev.patchwave.compact.IntColumn;
import dev.patchwave.signal.DomainId;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * The rows in each domain, in the order in which they came into it: lists that are linked through columns, so that a row leaves
 * at once. Takes 8 bytes for each. Not thread-safe; belongs to one {@link Subscribers}.
 */
final class DomainRows {
    private static final int NONE = -1;

    /** The ends of one list. */
    private static final class Ends {
        private int first = NONE;
        private int last = NONE;
        private int size;
    }

    private final IntColumn nexts = new IntColumn();
    private final IntColumn befores = new IntColumn();
    private final Map<DomainId, Ends> lists = new TreeMap<>();

    /** The row must be in no domain yet. */
    void add(DomainId domain, int row) {
        Ends ends = lists.computeIfAbsent(domain, any -> new Ends());
        befores.set(row, ends.last);
        nexts.set(row, NONE);
        if (ends.last == NONE) {
            ends.first = row;
        } else {
            nexts.set(ends.last, row);
        }
        ends.last = row;
        ends.size++;
    }

    /** The row must be in this domain. */
    void remove(DomainId domain, int row) {
        Ends ends = lists.get(domain);
        int before = befores.get(row);
        int next = nexts.get(row);
        if (before == NONE) {
            ends.first = next;
        } else {
            nexts.set(before, next);
        }
        if (next == NONE) {
            ends.last = before;
        } else {
            befores.set(next, before);
        }
        ends.size--;
    }

    int size(DomainId domain) {
        Ends ends = lists.get(domain);
        return ends == null ? 0 : ends.size;
    }

    /** What {@code reader} makes of each row in a domain; nothing may come or go meanwhile. */
    <T> Iterator<T> in(DomainId domain, IntFunction<T> reader) {
        Ends ends = lists.get(domain);
        return new Iterator<>() {
            private int row = ends == null ? NONE : ends.first;

            @Override
            public boolean hasNext() {
                return row != NONE;
            }

            @Override
            public T next() {
                if (row == NONE) {
                    throw new NoSuchElementException();
                }
                T read = reader.apply(row);
                row = nexts.get(row);
                return read;
            }
        };
    }
}
