package dev.patchwave.store;

import dev.patchwave.swarm.HolderKind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many bytes of one release crossed the wire, in which direction and from what kind of holder, over all runs of the program.
 *
 * <p>Each count goes to the file at once, unsynced: so it survives kill -9 (the operating system keeps the page), though not a
 * power loss. That is a system call of a microsecond for each buffer; a mapped file would save it, but could not be let go of at
 * close, and would kill the process on a disk error. "Received minus owned" is what was fetched twice or thrown away.
 * While the disk fails the counts go on in memory; the file is tried again with every {@value #RETRY_AFTER_BYTES} bytes that are counted, and
 * at the close. Any thread; does not wait for the disk.
 */
public final class TransferLedger {
    private static final Logger LOG = LoggerFactory.getLogger(TransferLedger.class);
    private static final long MAGIC = 0x5057_4C45_4447_0001L; // "PWLEDG", version 1
    private static final int UPLOADED = 1; // By its place in the file, in longs; the holder codes follow.
    private static final int LONGS = UPLOADED + HolderKind.values().length + 1;
    private static final long RETRY_AFTER_BYTES = 1 << 20;

    private final PlainFile file;
    private final long[] counts = new long[LONGS];
    private boolean failing; // The file may be torn: all of it is written the next time.
    private boolean closed;
    private long unrecordedBytes; // Since it fails.
    private long retryAtBytes;

    private TransferLedger(PlainFile file) throws IOException {
        this.file = file;
        try {
            byte[] kept = new byte[LONGS * Long.BYTES];
            file.readFully(kept);
            ByteBuffer.wrap(kept).asLongBuffer().get(counts);
        } catch (EOFException e) {
            counts[0] = 0; // Too short: no ledger.
        }
        if (counts[0] != MAGIC) {
            Arrays.fill(counts, 0);
            counts[0] = MAGIC;
            file.seek(0);
            file.write(bytes(counts));
        }
    }

    /** Opens the ledger; one that is missing or no ledger starts again from zero. */
    static TransferLedger open(Path path) throws IOException {
        var file = PlainFile.open(path);
        try {
            return new TransferLedger(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Makes a ledger of zeros. */
    static void format(Path path) throws IOException {
        long[] zeros = new long[LONGS];
        zeros[0] = MAGIC;
        DurableFiles.write(path, bytes(zeros));
    }

    /** Counts bytes taken from the wire, kept or not. {@link SegmentWriter} does it for what passes through it. */
    public void received(HolderKind from, long bytes) {
        add(at(from), bytes);
    }

    /** Counts bytes handed to the wire for somebody else. */
    public void uploaded(long bytes) {
        add(UPLOADED, bytes);
    }

    public synchronized long receivedBytes(HolderKind from) {
        return counts[at(from)];
    }

    /** From all kinds of holders together. */
    public synchronized long receivedBytes() {
        long sum = 0;
        for (var kind : HolderKind.values()) {
            sum += counts[at(kind)];
        }
        return sum;
    }

    public synchronized long uploadedBytes() {
        return counts[UPLOADED];
    }

    /** What is counted from now on is forgotten at the end of the program. */
    synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        if (failing) {
            writeAll();
        }
        closed = true;
        file.close();
    }

    /** What the file does not say because the disk fails; 0 while all is well. */
    public synchronized long unrecordedBytes() {
        return unrecordedBytes;
    }

    private synchronized void add(int at, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes cannot be counted");
        }
        counts[at] += bytes;
        if (closed) {
            return;
        }
        if (failing) {
            unrecordedBytes += bytes;
            if (unrecordedBytes >= retryAtBytes) {
                writeAll();
            }
        } else {
            write(at, bytes);
        }
    }

    /** A transfer must not fail because it cannot be counted. */
    private void write(int at, long bytes) {
        try {
            file.seek((long) at * Long.BYTES);
            file.write(bytes(counts[at]));
        } catch (IOException e) {
            failing = true;
            unrecordedBytes = bytes;
            retryAtBytes = RETRY_AFTER_BYTES;
            LOG.atWarn().setCause(e).log("transferred bytes cannot be recorded on disk");
        }
    }

    private void writeAll() {
        retryAtBytes = unrecordedBytes + RETRY_AFTER_BYTES;
        try {
            file.seek(0);
            file.write(bytes(counts));
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("transferred bytes still cannot be recorded");
            return;
        }
        failing = false;
        LOG.atInfo().addKeyValue("bytes", unrecordedBytes).log("transferred bytes are recorded again, these too");
        unrecordedBytes = 0;
    }

    private static int at(HolderKind kind) {
        return UPLOADED + HolderCodes.codeOf(kind);
    }

    private static byte[] bytes(long... values) {
        var bytes = ByteBuffer.allocate(values.length * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return bytes.array();
    }
}
