package dev.patchwave.simulator.network;

/** A part of a segment that is sent, and who wants to know how it goes. */
public interface Payload {
    int segment();

    /** The first chunk to send. */
    int firstChunk();

    /** How many chunks the whole segment has. */
    int chunks();

    int chunkBytes(int chunk);

    /** How many chunks of the segment, from its first, the sender has by now. */
    int chunksAtSender();

    /** A chunk leaves the sender, with the bytes that it has now. */
    default void leaves(int chunk) {}

    /** A chunk has reached the receiver; they come in order. */
    void arrived(int chunk);

    /** The receiver hears that no more comes: the sender has died, or will not send. */
    void broke();

    /** The sender is done with it; {@code whole}: all of it has left. */
    void left(boolean whole);
}
