package dev.patchwave.source.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values that many rows have in common, each held once and named by a number while anybody uses it: millions run the same few
 * versions. Never more values than uses. Not thread-safe; belongs to one table.
 */
final class SharedValues<T> {
    private final Map<T, Integer> numbers = new LinkedHashMap<>();
    private final List<T> values = new ArrayList<>();
    private final List<Integer> uses = new ArrayList<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    /** The number of a value, used once more. */
    int take(T value) {
        int number = numbers.computeIfAbsent(value, this::number);
        uses.set(number, uses.get(number) + 1);
        return number;
    }

    T get(int number) {
        return values.get(number);
    }

    /** Used once less. */
    void release(int number) {
        int left = uses.get(number) - 1;
        uses.set(number, left);
        if (left == 0) {
            numbers.remove(values.set(number, null));
            free.push(number);
        }
    }

    int size() {
        return numbers.size();
    }

    private int number(T value) {
        if (free.isEmpty()) {
            values.add(value);
            uses.add(0);
            return values.size() - 1;
        }
        int number = free.pop();
        values.set(number, value);
        return number;
    }
}
