package dev.patchwave.store;

import dev.patchwave.release.Digest;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Which segments are verified and on disk, and from what kind of holder each came: an append-only file of checksummed records.
 *
 * <p>A header of 40 bytes binds the journal to one manifest: {@code PWJ1}, the SHA-256 of the envelope, CRC32C of both. Each
 * record of 12 bytes is a segment index, a holder code, and a CRC32C over the header and both, so that a record of another
 * journal never counts. A torn tail is cut off on open. One thread at a time.
 */
final class Journal implements AutoCloseable {
    /** One line of the journal; {@code from} is empty for a segment that came from no holder. */
    record Entry(int segment, Optional<HolderKind> from) {}

    /**
     * What a journal vouches for.
     *
     * @param entries by segment, rising
     * @param whole false when the header was lost or a record in the middle is damaged: more segments than these may be on disk
     */
    record Opened(Journal journal, SortedMap<Integer, Optional<HolderKind>> entries, boolean whole) {}

    static final int HEADER_BYTES = 40;
    static final int RECORD_BYTES = 12;
    /** A rewritten journal that a crash left has the journal's name and this. */
    static final String BEING_WRITTEN = ".new";

    private static final byte[] MAGIC = "PWJ1".getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private final byte[] header;
    private PlainFile file;
    private long endBytes;
    private boolean broken;

    private Journal(Path path, byte[] header, PlainFile file, long endBytes, boolean whole) {
        this.path = path;
        this.header = header;
        this.file = file;
        this.endBytes = endBytes;
        this.broken = !whole;
    }

    /**
     * Opens the journal of {@code segmentCount} segments. Where it is not {@link Opened#whole}, the caller looks for what is on
     * disk and owes a {@link #rewrite} before any {@link #append}; until then the damaged file stays as it is.
     */
    static Opened open(Path path, Digest envelope, int segmentCount) throws IOException {
        byte[] header = header(envelope);
        var file = PlainFile.open(path);
        try {
            byte[] bytes = readBounded(file, segmentCount);
            boolean ours = bytes.length >= HEADER_BYTES
                    && ByteBuffer.wrap(bytes, 0, HEADER_BYTES).equals(ByteBuffer.wrap(header));
            return ours
                    ? replay(path, header, file, bytes, segmentCount)
                    : new Opened(new Journal(path, header, file, 0, false), new TreeMap<>(), false);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Writes the file of an empty journal, without forcing its directory. */
    static void create(Path path, Digest envelope) throws IOException {
        DurableFiles.write(path, header(envelope));
    }

    /** All entries are on disk when this returns; after a failure none of them is, unless a power loss comes at once. */
    void append(List<Entry> entries) throws IOException {
        if (broken) {
            throw new IOException(path + " failed before, and has to be written anew");
        }
        var records = ByteBuffer.allocate(entries.size() * RECORD_BYTES);
        entries.forEach(entry -> records.put(record(header, entry)));
        try {
            file.seek(endBytes);
            file.write(records.array());
            file.sync();
            endBytes += records.capacity();
        } catch (IOException e) {
            undoTornAppend(e);
            throw e;
        }
    }

    /** Replaces the journal by one that says exactly this, atomically. */
    void rewrite(List<Entry> entries) throws IOException {
        var bytes = ByteBuffer.allocate(HEADER_BYTES + entries.size() * RECORD_BYTES)
                .put(header);
        entries.forEach(entry -> bytes.put(record(header, entry)));
        var fresh = path.resolveSibling(path.getFileName() + BEING_WRITTEN);
        Files.deleteIfExists(fresh);
        DurableFiles.write(fresh, bytes.array());
        broken = true; // Until all is done: the open file may be the old one's.
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.sync(path.getParent());
        file.close();
        file = PlainFile.open(path);
        endBytes = bytes.capacity();
        broken = false;
    }

    @Override
    public void close() throws IOException {
        broken = true;
        file.close();
    }

    private void undoTornAppend(IOException cause) {
        try {
            file.setLength(endBytes);
        } catch (IOException e) {
            broken = true;
            cause.addSuppressed(e);
        }
    }

    private static Opened replay(Path path, byte[] header, PlainFile file, byte[] bytes, int segmentCount)
            throws IOException {
        var entries = new TreeMap<Integer, Optional<HolderKind>>();
        int end = HEADER_BYTES;
        int damaged = 0;
        for (int at = HEADER_BYTES; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
            var record = ByteBuffer.wrap(bytes, at, RECORD_BYTES).slice();
            if (!isSound(header, record, segmentCount)) {
                continue;
            }
            damaged += (at - end) / RECORD_BYTES;
            end = at + RECORD_BYTES;
            entries.putIfAbsent(record.getInt(0), HolderCodes.kindOf(record.getInt(4)));
        }
        if (damaged == 0 && end != file.length()) {
            file.setLength(end);
            file.sync();
        }
        return new Opened(new Journal(path, header, file, end, damaged == 0), entries, damaged == 0);
    }

    /** A journal holds each segment once; twice as many records leave room for damage, and more are not read. */
    private static byte[] readBounded(PlainFile file, int segmentCount) throws IOException {
        long most = HEADER_BYTES + 2L * segmentCount * RECORD_BYTES;
        byte[] bytes = new byte[(int) Math.min(file.length(), most)];
        file.readFully(bytes);
        return bytes;
    }

    private static byte[] header(Digest envelope) {
        var header =
                ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).put(HexFormat.of().parseHex(envelope.toString()));
        return header.putInt(crc(header.array(), header.position())).array();
    }

    private static byte[] record(byte[] header, Entry entry) {
        var record = ByteBuffer.allocate(RECORD_BYTES).putInt(entry.segment()).putInt(HolderCodes.codeOf(entry.from()));
        return record.putInt(recordCrc(header, record)).array();
    }

    private static boolean isSound(byte[] header, ByteBuffer record, int segmentCount) {
        int segment = record.getInt(0);
        return record.getInt(8) == recordCrc(header, record)
                && segment >= 0
                && segment < segmentCount
                && HolderCodes.isKnown(record.getInt(4));
    }

    private static int recordCrc(byte[] header, ByteBuffer record) {
        var crc = new CRC32C();
        crc.update(header);
        crc.update(record.duplicate().position(0).limit(8));
        return (int) crc.getValue();
    }

    private static int crc(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
