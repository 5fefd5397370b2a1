package dev.patchwave.swarm;

import java.util.function.Supplier;

/** What a message must fulfil. Its text is made when it does not: messages are read and made by the hundred thousand. */
final class Requirement {
    private Requirement() {}

    /** @throws IllegalArgumentException saying {@code otherwise} unless it {@code holds} */
    static void that(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise.get());
        }
    }

    /** Of {@code what} there are so many. */
    static void atMost(int most, int count, String what) {
        that(count <= most, () -> count + " " + what + ": at most " + most);
    }
}
