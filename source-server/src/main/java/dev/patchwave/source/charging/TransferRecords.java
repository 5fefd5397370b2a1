package dev.patchwave.source.charging;

import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.Charging;
import dev.patchwave.store.LineFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Appends transfer records to a file for each day (UTC), {@code transfers/2026-11-26.jsonl}, readable by its owner alone, and removes
 * files that are too old. Lines that came together are synced together. Any thread; one of its own writes. While the disk fails no record is
 * taken, so that its report comes again; the next one tries the disk again.
 */
public final class TransferRecords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransferRecords.class);
    private static final int WAITING_LIMIT_RECORDS = 10_000;
    private static final int BATCH_LIMIT_RECORDS = 1_000;
    private static final String SUFFIX = ".jsonl";
    private static final String FILES = "????-??-??" + SUFFIX;
    private static final JsonMapper JSON = JsonMapper.builder(new JsonFactory()).build(); // It only writes.

    /** One record on its way to the disk. */
    private static final class Line {
        private final byte[] bytes;
        private final CompletableFuture<Void> written = new CompletableFuture<>();

        private Line(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    private static final Line LAST = new Line(new byte[0]);

    private final Path directory;
    private final int keptDays;
    private final Clock clock;
    private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(WAITING_LIMIT_RECORDS);
    private final Thread writer;
    private volatile boolean closing;
    private LocalDate tidied = LocalDate.MIN; // Of the writer, as what follows.
    private LineFile file;
    private long refusedRecords; // Since the disk fails.

    private TransferRecords(Path directory, int keptDays, Clock clock) {
        this.directory = directory;
        this.keptDays = keptDays;
        this.clock = clock;
        this.file = LineFile.at(fileOf(today()));
        this.writer = Thread.ofPlatform().daemon().name("transfer-records").unstarted(this::write);
    }

    /** Begins to write there, making the directory. @throws IOException when it cannot be made */
    public static TransferRecords open(Path directory, int keptDays, Clock clock) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, FILES)) {
            for (Path file : files) {
                LineFile.cutUnfinished(file); // It was acknowledged to nobody.
            }
        }
        var records = new TransferRecords(directory, keptDays, clock);
        records.writer.start();
        return records;
    }

    /**
     * Keeps the record of an upgrade that ended.
     *
     * @return completed once it is on disk; exceptionally when it is not, so that the report is not to be acknowledged
     */
    public CompletableFuture<Void> keep(
            Signal.UpgradeReport report,
            SubscriberId subscriber,
            String domain,
            Charging ofRegistration,
            Charging ofReport) {
        var record = TransferRecord.of(report, subscriber, domain, ofRegistration, ofReport, clock.instant());
        var line = new Line((JSON.writeValueAsString(record) + "\n").getBytes(StandardCharsets.UTF_8));
        if (closing || !waiting.offer(line)) {
            line.written.completeExceptionally(new IOException("too many transfer records wait to be written"));
        }
        return line.written;
    }

    /** Writes what waits. */
    @Override
    public void close() {
        closing = true;
        try {
            waiting.put(LAST);
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            List<Line> batch = List.of();
            while (!batch.contains(LAST)) {
                batch = batch(waiting.take());
                append(batch.stream().filter(line -> line != LAST).toList());
            }
        } catch (InterruptedException nobodyDoes) {
            LOG.warn("transfer records are written no longer");
        }
    }

    private List<Line> batch(Line first) {
        List<Line> batch = new ArrayList<>(List.of(first));
        long bytes = first.bytes.length;
        for (Line next = waiting.peek();
                next != null
                        && batch.size() < BATCH_LIMIT_RECORDS
                        && bytes + next.bytes.length <= LineFile.MAX_APPEND_BYTES;
                next = waiting.peek()) {
            batch.add(waiting.remove());
            bytes += next.bytes.length;
        }
        return batch;
    }

    /** A disk that fails loses no record: its report is not acknowledged, and comes again. */
    private void append(List<Line> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            LocalDate today = today();
            tidy(today);
            appendTo(fileOf(today), batch);
            wroteAgain();
            batch.forEach(line -> line.written.complete(null)); // Of Void there is no other value.
        } catch (IOException e) {
            failed(e, batch.size());
            batch.forEach(line -> line.written.completeExceptionally(e));
        }
    }

    private void appendTo(Path path, List<Line> batch) throws IOException {
        if (!file.path().equals(path)) {
            file.settle();
            file = LineFile.at(path);
        }
        file.create();
        var lines = new ByteArrayOutputStream();
        batch.forEach(line -> lines.writeBytes(line.bytes));
        file.append(lines.toByteArray());
    }

    /** Said once: each report that is refused meanwhile is a line of the log by itself. */
    private void failed(IOException e, int records) {
        if (refusedRecords == 0) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("transfer records cannot be written");
        }
        refusedRecords += records;
    }

    private void wroteAgain() {
        if (refusedRecords > 0) {
            LOG.atInfo().addKeyValue("refused", refusedRecords).log("transfer records are written again");
            refusedRecords = 0;
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private Path fileOf(LocalDate day) {
        return directory.resolve(day + SUFFIX);
    }

    /** Once a day. That it fails is no reason to take no records. */
    private void tidy(LocalDate today) {
        if (tidied.equals(today)) {
            return;
        }
        tidied = today;
        String oldest = today.minusDays(keptDays) + SUFFIX;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, FILES)) {
            for (Path old : files) {
                if (old.getFileName().toString().compareTo(oldest) < 0) {
                    Files.delete(old);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("old transfer records cannot be removed");
        }
    }
}
