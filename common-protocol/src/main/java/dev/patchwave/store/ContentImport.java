package dev.patchwave.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the segments of a release over from a file, many with one sync. */
final class ContentImport {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int BATCH_SEGMENTS = 64;

    private final SegmentStore store;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final List<SegmentWriter> sound = new ArrayList<>();

    ContentImport(SegmentStore store) {
        this.store = store;
    }

    int from(Path file) throws IOException {
        int taken = 0;
        try (var source = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int segment = 0; segment < store.manifest().segmentCount(); segment++) {
                copy(segment, source);
                if (sound.size() == BATCH_SEGMENTS) {
                    taken += commit();
                }
            }
            return taken + commit();
        } finally {
            closeAll();
        }
    }

    private void copy(int segment, FileChannel source) throws IOException {
        if (store.claim(segment, Optional.empty()) instanceof WriteClaim.Granted(var writer)) {
            sound.add(writer);
            fill(writer, source);
            if (!writer.isSound()) {
                sound.removeLast().close();
            }
        }
    }

    private void fill(SegmentWriter writer, FileChannel source) throws IOException {
        long start = store.manifest().segmentOffsetBytes(writer.segment());
        while (writer.remainingBytes() > 0) {
            buffer.clear().limit(Math.min(BUFFER_BYTES, writer.remainingBytes()));
            if (source.read(buffer, start + writer.offsetBytes()) < 0) {
                return;
            }
            if (!writer.write(buffer.flip())) {
                return;
            }
        }
    }

    private int commit() throws IOException {
        if (sound.isEmpty()) {
            return 0;
        }
        store.keep(sound.stream().map(SegmentWriter::written).toList());
        return closeAll();
    }

    private int closeAll() throws IOException {
        int count = sound.size();
        for (var writer : sound) {
            writer.close();
        }
        sound.clear();
        return count;
    }
}
