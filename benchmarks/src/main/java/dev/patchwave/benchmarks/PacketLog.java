package dev.patchwave.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The short message log of a SIPp that runs: read from a mark on, so that a campaign is seen apart from what was before. */
final class PacketLog {
    private final Path file;
    private long mark;

    PacketLog(Path file) {
        this.file = file;
    }

    /** What follows is read from here on. */
    void mark() throws IOException {
        mark = sizeBytes();
    }

    long sizeBytes() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Everything since the mark, in order. */
    List<Packet> packets() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        var packets = new ArrayList<Packet>();
        new String(bytes(), StandardCharsets.ISO_8859_1)
                .lines()
                .forEach(line -> Packet.parse(line).ifPresent(packets::add));
        return packets;
    }

    private byte[] bytes() throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(open.length() - mark)];
            open.seek(mark);
            open.readFully(bytes);
            return bytes;
        }
    }
}
