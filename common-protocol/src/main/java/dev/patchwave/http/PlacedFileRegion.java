package dev.patchwave.http;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/** A file region of a file that stays open: Netty's own closes the file when it has left (sendfile, zero copy). */
final class PlacedFileRegion extends DefaultFileRegion {
    PlacedFileRegion(FileChannel file, long offsetBytes, long lengthBytes) {
        super(file, offsetBytes, lengthBytes);
    }

    @Override
    protected void deallocate() {
        // The store closes its files.
    }
}
