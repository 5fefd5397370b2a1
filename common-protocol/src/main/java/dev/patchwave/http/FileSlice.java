package dev.patchwave.http;

import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;

/**
 * Bytes of an open file that are to be sent.
 *
 * @param file stays the caller's; must stay open until {@code sent} was told
 * @param sent told once, on an event loop, how many bytes the network took: all of them, or fewer when the connection ended
 */
record FileSlice(FileChannel file, long offsetBytes, long lengthBytes, LongConsumer sent) {}
