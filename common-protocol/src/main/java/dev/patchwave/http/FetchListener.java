package dev.patchwave.http;

/** Told how a fetch gets on, on event loops and workers, one call at a time for each of the methods: must not wait. */
public interface FetchListener {
    /** Hears nothing. */
    FetchListener NONE = new FetchListener() {};

    /** Payload came: for a progress bar. */
    default void received(long bytes) {}

    /** The segment comes, and the leaves of its hash tree are known: from now on its chunks can be passed on. At most once a fetch. */
    default void begun(int segment) {}

    /** So much of the segment is verified from its start, in this fetch and those before it. */
    default void verified(int segment, int totalVerifiedBytes) {}
}
