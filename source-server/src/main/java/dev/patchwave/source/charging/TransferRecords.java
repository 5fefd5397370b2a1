package dev.patchwave.source.charging;

import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.Charging;
import dev.patchwave.store.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
 * files that are too old. Lines that came together are synced together. Any thread; one of its own writes.
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
    private LocalDate tidied = LocalDate.MIN;

    private TransferRecords(Path directory, int keptDays, Clock clock) {
        this.directory = directory;
        this.keptDays = keptDays;
        this.clock = clock;
        this.writer = Thread.ofPlatform().daemon().name("transfer-records").unstarted(this::write);
    }

    /** Begins to write there, making the directory. @throws IOException when it cannot be made */
    public static TransferRecords open(Path directory, int keptDays, Clock clock) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, FILES)) {
            for (Path file : files) {
                cutTornLine(file);
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
        waiting.drainTo(batch, BATCH_LIMIT_RECORDS);
        return batch;
    }

    /** A disk that fails loses no record: its report is not acknowledged, and comes again. */
    private void append(List<Line> batch) {
        try {
            LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            tidy(today);
            append(directory.resolve(today + SUFFIX), batch);
            batch.forEach(line -> line.written.complete(null)); // Of Void there is no other value.
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("transfer records cannot be written");
            batch.forEach(line -> line.written.completeExceptionally(e));
        }
    }

    private static void append(Path file, List<Line> batch) throws IOException {
        if (!Files.exists(file)) {
            DurableFiles.createPrivate(file);
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            long whole = channel.size();
            try {
                for (Line line : batch) {
                    for (var bytes = ByteBuffer.wrap(line.bytes); bytes.hasRemaining(); ) {
                        channel.write(bytes);
                    }
                }
                channel.force(false);
            } catch (IOException e) {
                channel.truncate(whole); // No half line stays.
                throw e;
            }
        }
    }

    /** A line that a crash cut off was acknowledged to nobody. */
    private static void cutTornLine(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            long end = channel.size();
            while (end > 0 && channel.read(one.clear(), end - 1) == 1 && one.get(0) != '\n') {
                end--;
            }
            channel.truncate(end);
        }
    }

    private void tidy(LocalDate today) throws IOException {
        if (tidied.equals(today)) {
            return;
        }
        tidied = today;
        String oldest = today.minusDays(keptDays) + SUFFIX;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, FILES)) {
            for (Path file : files) {
                if (file.getFileName().toString().compareTo(oldest) < 0) {
                    Files.delete(file);
                }
            }
        }
    }
}
