package dev.patchwave.store;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.trust.SignedManifest;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The segments of one release: written at their place in one file, verified, made durable, and only then owned.
 *
 * <p>The chunks of a segment that is still being written are {@link #verifiedBytes} one by one, for those who pass them on; they are
 * announced to nobody. Got from a {@link ReleaseStore}, which also closes it. Any thread. {@link #owned()}, {@link #manifest()}, the
 * counts and what is said of segments on their way do not block; the rest may wait for the disk. It never sees where bytes come from and never decides what to fetch.
 */
public final class SegmentStore {
    /** A verified segment that is not durable yet, and the epoch in which its writer started. */
    record Written(Journal.Entry entry, int syncEpoch) {}

    private final Path directory;
    private final SignedManifest signed;
    private final ContentFile content;
    private final Journal journal;
    private final TransferLedger ledger;
    private volatile boolean stale; // The journal may say something else than origins. Changed under disk.
    private final GroupCommit<Written> commits = new GroupCommit<>(this::makeDurable);
    private final LeafFile leaves;
    private final Arrivals arrivals;
    private final StoreLimits limits;
    private final SortedMap<Integer, Optional<HolderKind>> origins;
    /** Rises when a sync failed: what was written before it may be lost although a later sync succeeds. */
    private final AtomicInteger syncEpoch = new AtomicInteger();

    private final Object disk = new Object(); // Held while the journal is written or closed; taken before "this".
    private volatile Bitfield owned;
    private volatile boolean closed;

    SegmentStore(
            Path directory,
            SignedManifest signed,
            ContentFile content,
            Journal journal,
            TransferLedger ledger,
            LeafFile leaves,
            Arrivals arrivals,
            SortedMap<Integer, Optional<HolderKind>> origins,
            StoreLimits limits) {
        this.directory = directory;
        this.signed = signed;
        this.content = content;
        this.journal = journal;
        this.ledger = ledger;
        this.leaves = leaves;
        this.arrivals = arrivals;
        this.limits = limits;
        this.origins = new TreeMap<>(origins);
        this.owned = Bitfield.of(
                manifest().segmentCount(),
                origins.keySet().stream().mapToInt(Integer::intValue).toArray());
    }

    public ReleaseId release() {
        return manifest().release();
    }

    public Manifest manifest() {
        return signed.manifest();
    }

    /** The manifest with its envelope, as it was stored. */
    public SignedManifest signed() {
        return signed;
    }

    /** The release's folder, for messages. */
    public Path directory() {
        return directory;
    }

    /** The file of the content, whole once everything is owned: to be linked or copied by an installer, never written to. */
    public Path contentPath() {
        return directory.resolve(ReleaseFolder.CONTENT);
    }

    /** What is verified and on disk, now. */
    public Bitfield owned() {
        return owned;
    }

    public TransferLedger ledger() {
        return ledger;
    }

    /** How many owned segments came from this kind of holder, by the journal. */
    public synchronized int segmentsBy(HolderKind kind) {
        return (int) origins.values().stream()
                .filter(from -> from.equals(Optional.of(kind)))
                .count();
    }

    /** How many bytes of owned segments came from this kind of holder. */
    public synchronized long bytesBy(HolderKind kind) {
        return bytesFrom(Optional.of(kind));
    }

    /** How many bytes of owned segments came from no holder: imported, or found again when the journal was lost. */
    public synchronized long bytesAdopted() {
        return bytesFrom(Optional.empty());
    }

    /** How much of a segment can be read from its start: all when it is owned, else the chunks that are verified so far. */
    public int verifiedBytes(int segment) {
        return owned.contains(segment) ? manifest().segmentLengthBytes(segment) : arrivals.verifiedBytes(segment);
    }

    /** The leaves of a segment's hash tree; empty while they are not known here. Reads a few kilobytes when it is owned. */
    public Optional<ChunkTree> chunks(int segment) {
        return owned.contains(segment) ? leaves.read(segment) : arrivals.tree(segment);
    }

    /** Whether somebody brings this segment just now. */
    public boolean isBeingWritten(int segment) {
        return arrivals.isBeingWritten(segment);
    }

    /**
     * Asks to hear when a segment's leaves become known, more of it is verified, or its writer begins or ends.
     *
     * @param changed on the thread that made the change, by several at once: must not wait, and looks for itself what changed
     */
    public Watch watch(int segment, Runnable changed) {
        return arrivals.watch(segment, changed);
    }

    /** How many watch; 0 when nobody is served a segment that is on its way. */
    public int watchers() {
        return arrivals.watchers();
    }

    /** The right to read the content without copying it. The caller closes it. @throws ClosedChannelException when removed or closed */
    public ContentLease content() throws ClosedChannelException {
        return content.lease();
    }

    /**
     * Asks to write a segment that comes from {@code from}.
     *
     * @throws IndexOutOfBoundsException when the release has no such segment
     * @throws IOException when the disk fails, or the release was removed or closed
     */
    public WriteClaim write(int segment, HolderKind from) throws IOException {
        return claim(segment, Optional.of(from));
    }

    WriteClaim claim(int segment, Optional<HolderKind> from) throws IOException {
        Objects.checkIndex(segment, manifest().segmentCount());
        if (closed) {
            throw new ClosedChannelException();
        }
        if (owned.contains(segment)) {
            return new WriteClaim.AlreadyOwned();
        }
        int epoch = syncEpoch.get();
        var start = arrivals.claim(segment, epoch);
        if (start.isEmpty()) {
            return new WriteClaim.BeingWritten();
        }
        if (owned.contains(segment)) { // Its writer was done between our two looks.
            release(segment);
            return new WriteClaim.AlreadyOwned();
        }
        try {
            settle(); // Else the journal may vouch for it, and after a crash for what its writer left there.
            requireReserve(segment);
            var channel = content.openWriter();
            return new WriteClaim.Granted(new SegmentWriter(this, segment, from, channel, epoch, start.get()));
        } catch (IOException e) {
            release(segment);
            throw DurableFiles.explain(directory, e);
        }
    }

    /**
     * Takes over every segment that {@code file} holds rightly, at the place the manifest gives it. Constant memory.
     *
     * @return how many segments were taken; those already owned, being written or wrong are left alone
     * @throws IOException when the file cannot be read or the disk fails; what was taken before stays owned
     */
    public int importContent(Path file) throws IOException {
        return new ContentImport(this).from(file);
    }

    void release(int segment) {
        arrivals.release(segment, owned.contains(segment));
    }

    /** Leaves that come to the manifest's root. */
    void learned(int segment, ChunkTree tree) {
        leaves.write(segment, tree);
        arrivals.knows(segment, tree);
    }

    void grew(int segment, int verifiedBytes) {
        arrivals.grew(segment, verifiedBytes);
    }

    /** Makes verified segments durable, then owned. */
    CommitOutcome keep(List<Written> segments) throws IOException {
        if (segments.stream().allMatch(written -> owned.contains(written.entry.segment()))) {
            return new CommitOutcome.AlreadyOwned();
        }
        try {
            commits.commit(segments);
            return new CommitOutcome.Stored();
        } catch (IOException e) {
            throw DurableFiles.explain(directory, e);
        }
    }

    /** Others may have filled the disk since the release was created: what is left is for journals and state. */
    private void requireReserve(int segment) throws IOException {
        var files = Files.getFileStore(directory);
        var room = new StoreRoom(0, 0, files.getUsableSpace(), files.getTotalSpace(), limits);
        int needed = manifest().segmentLengthBytes(segment);
        if (!room.admitsWrite(needed)) {
            throw new StoreFull(directory, needed, room);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether somebody reads or writes it now. */
    public boolean isInUse() {
        return content.isLeased() || arrivals.anyBeingWritten();
    }

    /** When bytes were last counted, in or out, over all runs of the program: to the second or so. */
    public Instant lastUse() throws IOException {
        return Files.getLastModifiedTime(directory.resolve(ReleaseFolder.TRANSFERS))
                .toInstant();
    }

    /** From now on nobody begins to read, until {@link #thaw}; false, and nothing changed, when somebody reads or writes now. */
    boolean freezeIfIdle() {
        return !arrivals.anyBeingWritten() && content.freezeIfIdle();
    }

    void thaw() {
        content.thaw();
    }

    /**
     * Found that an owned segment is no longer what the manifest says: it is not owned any more, and can be fetched again. Its good chunks
     * stay; they are looked for while it is owned still, so that nobody writes it meanwhile. Nothing happens when it is not owned.
     *
     * @throws IOException when that could not be made durable: it is owned again if the program dies before the next {@link #settle} or commit
     */
    void disown(int segment) throws IOException {
        synchronized (disk) {
            if (closed || !owned.contains(segment)) {
                return;
            }
            adoptGoodChunks(segment);
            stale = true; // First: whoever sees that it can be claimed sees this too.
            forget(segment);
            settle();
        }
    }

    /** Writes down what a disk that failed did not take, if there is any. */
    void settle() throws IOException {
        if (!stale) { // Who claims is not to wait for the syncs of others.
            return;
        }
        synchronized (disk) {
            if (closed || !stale) {
                return;
            }
            try {
                record(List.of());
            } catch (IOException e) {
                throw DurableFiles.explain(directory, e);
            }
        }
    }

    /** After a failure, which may have left the journal in any state, all of it is written anew. */
    private void record(List<Journal.Entry> fresh) throws IOException {
        boolean recorded = false;
        try {
            if (stale) {
                journal.rewrite(
                        Stream.concat(entries().stream(), fresh.stream()).toList());
            } else {
                journal.append(fresh);
            }
            recorded = true;
        } finally {
            stale = !recorded;
        }
    }

    private synchronized List<Journal.Entry> entries() {
        return origins.entrySet().stream()
                .map(entry -> new Journal.Entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    private synchronized void forget(int segment) {
        origins.remove(segment);
        owned = owned.minus(Bitfield.of(owned.size(), segment));
    }

    private void adoptGoodChunks(int segment) {
        leaves.read(segment).ifPresent(tree -> {
            int good = 0;
            try {
                good = new ContentCheck(manifest(), content.reader()).verifiedBytes(segment, tree);
            } catch (IOException unreadable) {
                good = 0; // All of it comes again.
            }
            arrivals.adopt(segment, tree, good, syncEpoch.get());
        });
    }

    /** How much of the content is still to be written, at most. */
    synchronized long missingBytes() {
        return manifest().lengthBytes()
                - origins.keySet().stream()
                        .mapToLong(manifest()::segmentLengthBytes)
                        .sum();
    }

    /** No more writers, leases or commits. Open leases stay readable until they are closed. */
    void close() throws IOException {
        synchronized (disk) {
            if (closed) {
                return;
            }
            closed = true;
            content.close();
            journal.close();
            ledger.close();
            leaves.close();
        }
    }

    private void makeDurable(List<Written> segments) throws IOException {
        synchronized (disk) {
            if (closed) {
                throw new ClosedChannelException();
            }
            syncContent(segments);
            var entries = segments.stream().map(Written::entry).toList();
            record(entries);
            own(entries);
        }
    }

    private void syncContent(List<Written> segments) throws IOException {
        if (segments.stream().anyMatch(written -> written.syncEpoch != syncEpoch.get())) {
            throw new IOException("the disk lost writes while a segment was being written");
        }
        try {
            content.sync();
        } catch (IOException e) {
            syncEpoch.incrementAndGet();
            throw e;
        }
    }

    private synchronized void own(List<Journal.Entry> entries) {
        entries.forEach(entry -> origins.put(entry.segment(), entry.from()));
        int[] segments = entries.stream().mapToInt(Journal.Entry::segment).toArray();
        owned = owned.union(Bitfield.of(owned.size(), segments));
    }

    private long bytesFrom(Optional<HolderKind> origin) {
        return origins.entrySet().stream()
                .filter(entry -> entry.getValue().equals(origin))
                .mapToLong(entry -> manifest().segmentLengthBytes(entry.getKey()))
                .sum();
    }
}
