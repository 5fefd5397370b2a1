package dev.patchwave.store;

import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many bytes of one release crossed the wire, in which direction and from what kind of holder, over all runs of the program.
 *
 * <p>Counted in a mapped file: a count costs no system call and survives kill -9 (the operating system keeps the page),
 * though not a power loss. "Received minus owned" is what was fetched twice or thrown away. Any thread; never blocks.
 */
public final class TransferLedger {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MAGIC = 0x5057_4C45_4447_0001L; // "PWLEDG", version 1
    private static final int MAGIC_AT = 0;
    private static final int UPLOADED_AT = 8;
    private static final int SIZE_BYTES = 4096;

    private final ByteBuffer counters;

    private TransferLedger(ByteBuffer counters) {
        this.counters = counters;
    }

    /** Opens the ledger; one that is missing or no ledger starts again from zero. */
    static TransferLedger open(Path file) throws IOException {
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < SIZE_BYTES || magic(channel) != MAGIC) {
                format(channel);
            }
            return new TransferLedger(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE_BYTES));
        }
    }

    /** Makes a ledger of zeros. */
    static void format(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            format(channel);
        }
    }

    /** Counts bytes taken from the wire, kept or not. {@link SegmentWriter} does it for what passes through it. */
    public void received(HolderKind from, long bytes) {
        add(at(from), bytes);
    }

    /** Counts bytes handed to the wire for somebody else. */
    public void uploaded(long bytes) {
        add(UPLOADED_AT, bytes);
    }

    public long receivedBytes(HolderKind from) {
        return (long) LONGS.getVolatile(counters, at(from));
    }

    /** From all kinds of holders together. */
    public long receivedBytes() {
        long sum = 0;
        for (var kind : HolderKind.values()) {
            sum += receivedBytes(kind);
        }
        return sum;
    }

    public long uploadedBytes() {
        return (long) LONGS.getVolatile(counters, UPLOADED_AT);
    }

    private void add(int at, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes cannot be counted");
        }
        long unused = (long) LONGS.getAndAdd(counters, at, bytes);
    }

    private static int at(HolderKind kind) {
        return UPLOADED_AT + Long.BYTES * HolderCodes.codeOf(kind);
    }

    private static long magic(FileChannel channel) throws IOException {
        var head = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        channel.read(head, MAGIC_AT);
        return head.getLong(0);
    }

    /** Writes real zeros: a hole in a mapped file on a full disk would kill the process instead of failing. */
    private static void format(FileChannel channel) throws IOException {
        var zeros =
                ByteBuffer.allocate(SIZE_BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(MAGIC_AT, MAGIC);
        while (zeros.hasRemaining()) {
            channel.write(zeros, zeros.position());
        }
        channel.force(true);
    }
}
