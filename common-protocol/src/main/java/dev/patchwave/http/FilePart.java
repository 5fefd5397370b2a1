package dev.patchwave.http;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.io.EOFException;
import java.io.IOException;

/**
 * What is written to a channel for some bytes of a file: the region itself, which the kernel sends without a copy, or under TLS, where
 * they must pass through our hands, the bytes in a pooled buffer.
 */
final class FilePart {
    private FilePart() {}

    /**
     * How much may be written at a time: what suits the uplink, under TLS no more than {@value Uplink#MAX_SLICE_BYTES} bytes, of which
     * each reader holds two copies; four times as much costs the same.
     */
    static int mostBytes(Channel channel, Uplink uplink) {
        return isEncrypted(channel) ? Math.min(uplink.sliceBytes(), Uplink.MAX_SLICE_BYTES) : uplink.sliceBytes();
    }

    private static boolean isEncrypted(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /** On the event loop; the channel releases it. @throws IOException when the file has no such bytes, or its disk fails */
    static Object of(Channel channel, FileSlice slice, long sentBytes, int bytes) throws IOException {
        long offset = slice.offsetBytes() + sentBytes;
        if (!isEncrypted(channel)) {
            return new PlacedFileRegion(slice.file(), offset, bytes);
        }
        var buffer = channel.alloc().directBuffer(bytes);
        try {
            while (buffer.writerIndex() < bytes) {
                int read = buffer.writeBytes(slice.file(), offset + buffer.writerIndex(), bytes - buffer.writerIndex());
                if (read < 0) {
                    throw new EOFException("the file is shorter than what was promised of it");
                }
            }
        } catch (IOException e) {
            buffer.release();
            throw e;
        }
        return buffer;
    }
}
