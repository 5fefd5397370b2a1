package dev.patchwave.signal.aka;

import java.io.IOException;

/**
 * What holds a subscriber's key and never gives it away: the ISIM or USIM of a device, or {@link SoftwareAkaModule}. A program that is
 * embedded in a device brings its own (TS 31.103 7.1, command AUTHENTICATE).
 */
@FunctionalInterface
public interface AkaModule {
    /** The length of RAND and of AUTN. */
    int BLOCK_BYTES = 16;

    /**
     * Answers a challenge of the network, each challenge once. From any thread, one call at a time or several: the module sees to that
     * itself. May take as long as a card or a durable write does; nothing else of the agent goes on meanwhile.
     *
     * @param rand 16 bytes
     * @param autn 16 bytes: SQN xor AK, AMF, MAC
     * @throws IOException when the card cannot be reached or cannot remember what it has accepted; the attempt counts as failed
     */
    AkaOutcome authenticate(byte[] rand, byte[] autn) throws IOException;
}
