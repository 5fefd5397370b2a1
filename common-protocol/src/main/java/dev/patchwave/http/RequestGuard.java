package dev.patchwave.http;

import java.util.Optional;

/** Decides whether a request may be answered at all, before its body is read. Asked on event loops: must be thread-safe and must not wait. */
@FunctionalInterface
public interface RequestGuard {
    Verdict judge(Request request);

    /** Lets everybody in. */
    static RequestGuard open() {
        return request -> new Passed(Optional.empty());
    }

    /** Either of two. */
    sealed interface Verdict {}

    /**
     * Answer it.
     *
     * @param bearer who it is, where that is proven
     */
    record Passed(Optional<Bearer> bearer) implements Verdict {}

    /** Answer this instead. */
    record Stopped(Response response) implements Verdict {}
}
