package dev.patchwave.source.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log of a source: one line for each command, chained ({@link AuditHead}) and synced before the command is acknowledged. Lines that
 * came together are synced together. Refused commands have a {@link RefusalBudget}. Any thread; one of its own writes.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int WAITING_LIMIT_LINES = 1_000;
    private static final int BATCH_LIMIT_LINES = 500;
    private static final int MAX_REFUSED_LINES_PER_WINDOW = 10;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private record Waiting(
            AuditEntry entry, AuditOutcome outcome, String reason, boolean budgeted, CompletableFuture<Void> written) {
        private static final Waiting LAST =
                new Waiting(AuditEntry.OF_SOURCE, AuditOutcome.NOTED, "", false, new CompletableFuture<>());
    }

    private final AuditFile file;
    private final Clock clock;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(WAITING_LIMIT_LINES);
    private final RefusalBudget budget = new RefusalBudget(MAX_REFUSED_LINES_PER_WINDOW, WINDOW);
    private final Thread writer;
    private volatile boolean closing;
    private boolean failing; // Of the writer.
    private volatile AuditHead head; // Changed by the writer alone, once it runs.

    private AuditLog(AuditFile.Opened opened, Clock clock) {
        this.file = opened.file();
        this.head = opened.head();
        this.clock = clock;
        this.writer = Thread.ofPlatform().daemon().name("audit-log").unstarted(this::write);
    }

    /**
     * Opens the log in a directory, which is made when it is not there, and heals what a crash left of it.
     *
     * @param maxFileBytes after which another file is begun
     * @throws IOException when it cannot be written
     */
    public static AuditLog open(Path directory, long maxFileBytes, Clock clock) throws IOException {
        var opened = AuditFile.open(directory, maxFileBytes);
        var log = new AuditLog(opened, clock);
        if (opened.damaged()) {
            LOG.atError().addKeyValue("directory", directory).log("the last line of the audit log is damaged");
            log.note("the line before cannot be read");
        }
        if (opened.cutBytes() > 0) {
            log.note(opened.cutBytes() + " bytes of an unfinished line were cut off");
        }
        log.writer.start();
        return log;
    }

    /** Tells the ordinary log where the chain stands, so that the head is noted elsewhere too. */
    public void announce() {
        LOG.atInfo()
                .addKeyValue("line", head.seq())
                .addKeyValue("hash", head.hash())
                .log("audit log goes on");
    }

    /**
     * Writes a line.
     *
     * @return completed once it is on disk; exceptionally when it is not, so that the command must not be acknowledged
     */
    public CompletableFuture<Void> write(AuditEntry entry, AuditOutcome outcome, String reason) {
        return add(new Waiting(entry, outcome, reason, false, new CompletableFuture<>()));
    }

    /** Writes that a command was refused, or counts it when there were many lately. Completed as above, at once when it is counted. */
    public CompletableFuture<Void> refused(AuditEntry entry, String reason) {
        return add(new Waiting(entry, AuditOutcome.REFUSED, reason, true, new CompletableFuture<>()));
    }

    /** Writes what waits, and what was counted. */
    @Override
    public void close() {
        closing = true;
        try {
            waiting.put(Waiting.LAST);
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Void> add(Waiting line) {
        if (closing || !waiting.offer(line)) {
            line.written.completeExceptionally(new IOException("too much waits for the audit log"));
        }
        return line.written;
    }

    /** Before the writer runs. */
    private void note(String what) throws IOException {
        append(List.of(new Waiting(AuditEntry.OF_SOURCE, AuditOutcome.NOTED, what, false, new CompletableFuture<>())));
    }

    private void write() {
        try {
            boolean last = false;
            while (!last) {
                var batch = new ArrayList<Waiting>();
                Optional.ofNullable(waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS))
                        .ifPresent(batch::add);
                waiting.drainTo(batch, BATCH_LIMIT_LINES);
                last = batch.contains(Waiting.LAST);
                write(batch, last);
            }
        } catch (InterruptedException nobodyDoes) {
            LOG.warn("the audit log is written no longer");
        }
    }

    private void write(List<Waiting> batch, boolean last) {
        Instant now = clock.instant();
        var lines = new ArrayList<Waiting>();
        Optional<RefusalBudget.Counted> counted = budget.collect(now);
        counted.map(AuditLog::line).ifPresent(lines::add);
        batch.stream()
                .filter(one -> !one.equals(Waiting.LAST) && !isCounted(one, now))
                .forEach(lines::add);
        if (last) {
            budget.end().map(AuditLog::line).ifPresent(lines::add);
        }
        try {
            append(lines);
            lines.forEach(line -> line.written.complete(null)); // Of Void there is no other value.
        } catch (IOException e) {
            failed(e);
            counted.ifPresent(budget::giveBack);
            lines.forEach(line -> line.written.completeExceptionally(e));
        }
    }

    private boolean isCounted(Waiting one, Instant now) {
        boolean counted = one.budgeted && !budget.spend(now);
        if (counted) {
            one.written.complete(null);
        }
        return counted;
    }

    /** Said once: each command that is refused meanwhile says so itself. */
    private void failed(IOException e) {
        if (!failing) {
            failing = true;
            LOG.atError().addKeyValue("reason", e.getMessage()).log("the audit log cannot be written");
        }
    }

    private void append(List<Waiting> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        AuditHead end = head;
        var bytes = new ByteArrayOutputStream();
        for (Waiting line : lines) {
            byte[] json = end.next(clock.instant(), line.entry, line.outcome, line.reason)
                    .toBytes();
            bytes.writeBytes(json);
            bytes.write('\n');
            end = end.after(json);
        }
        file.append(head.seq() + 1, bytes.toByteArray());
        head = end;
        if (failing) {
            failing = false;
            LOG.atInfo().log("the audit log is written again");
        }
    }

    private static Waiting line(RefusalBudget.Counted counted) {
        String reason = counted.refused() + " more commands were refused since " + counted.since();
        return new Waiting(AuditEntry.OF_SOURCE, AuditOutcome.COUNTED, reason, false, new CompletableFuture<>());
    }
}
