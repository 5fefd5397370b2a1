package dev.patchwave.store;

/** The wish to hear of a segment, until it is closed; closing twice does nothing. Any thread. */
@FunctionalInterface
public interface Watch extends AutoCloseable {
    @Override
    void close();
}
