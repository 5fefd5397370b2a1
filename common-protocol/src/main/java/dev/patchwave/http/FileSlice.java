package dev.patchwave.http;

import dev.patchwave.store.Watch;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;

/**
 * Bytes of an open file that are to be sent.
 *
 * @param file stays the caller's; must stay open until {@code sent} was told
 * @param supply how much of it is there yet
 * @param sent told once, on an event loop, how many bytes the network took: all of them, or fewer when the connection ended
 */
record FileSlice(FileChannel file, long offsetBytes, long lengthBytes, Supply supply, LongConsumer sent) {
    /** All of it is there. */
    FileSlice(FileChannel file, long offsetBytes, long lengthBytes, LongConsumer sent) {
        this(file, offsetBytes, lengthBytes, new Whole(lengthBytes), sent);
    }

    /** The same, of whose end {@code also} hears too. */
    FileSlice heardBy(LongConsumer also) {
        return new FileSlice(file, offsetBytes, lengthBytes, supply, sent.andThen(also));
    }

    /** Says how much of a slice can be sent now. Any thread; never waits. */
    interface Supply {
        /** From the slice's start, 0 to its length. */
        long readyBytes();

        /** Whether somebody is bringing more. */
        boolean isFed();

        /** Asks to hear when either of the two may have changed, on any thread. */
        Watch watch(Runnable changed);
    }

    private record Whole(long readyBytes) implements Supply {
        @Override
        public boolean isFed() {
            return true;
        }

        @Override
        public Watch watch(Runnable changed) {
            return () -> {};
        }
    }
}
