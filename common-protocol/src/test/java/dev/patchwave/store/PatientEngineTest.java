package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PatientEngineTest {
    private static final byte[] LARGE = new byte[RowWrite.MAX_VALUE_BYTES];

    private final Disk disk = new Disk();
    private final PatientEngine engine = new PatientEngine(disk, Path.of("state"), Duration.ofMillis(1));

    @Test
    void whatIsWrittenWhileTheDiskIsFullIsThereInOrderOnceThereIsRoom() {
        disk.trouble = "While appending to file: state/rows/000004.log: No space left on device";
        disk.looksUntilThereIsRoom = 3;
        try (var writes = new WriteGroups("test", engine)) {
            var first = writes.submit(change("1"));
            var second = writes.submit(change("2"));

            first.join();
            second.join();
        }
        assertEquals(List.of("1", "2"), disk.written);
        assertEquals(1, disk.opened);
    }

    @Test
    void aDiskThatIsFullAgainAtOnceIsWaitedForAgain() {
        disk.trouble = "Read-only file system";
        disk.staysFailed = 4;
        try (var writes = new WriteGroups("test", engine)) {
            writes.submit(change("1")).join();
        }
        assertEquals(5, disk.opened);
    }

    @Test
    void anyOtherFailureIsTheEnd() {
        disk.trouble = "Corruption: block checksum mismatch";
        try (var writes = new WriteGroups("test", engine)) {
            var failed = assertThrows(
                    CompletionException.class, () -> writes.submit(change("1")).join());
            assertInstanceOf(StoreFailed.class, failed.getCause());
        }
        assertEquals(0, disk.opened);
    }

    @Test
    void whoeverWaitsHearsOfItWhenTheStoreIsClosed() throws InterruptedException {
        disk.trouble = "No space left on device";
        disk.looksUntilThereIsRoom = Integer.MAX_VALUE;
        var writes = new WriteGroups("test", engine);
        var waiting = writes.submit(change("1"));
        disk.failed.await();

        engine.close();
        writes.close();

        assertThrows(CompletionException.class, waiting::join);
        assertEquals(List.of(), disk.written);
    }

    @Test
    void whileTheDiskIsFullWhatIsTooMuchIsRefusedAtOnceAndTakenOnceThereIsRoom() throws InterruptedException {
        disk.trouble = "No space left on device";
        disk.looksUntilThereIsRoom = Integer.MAX_VALUE;
        try (var writes = new WriteGroups("test", engine)) {
            var pending = new ArrayList<>(List.of(writes.submit(change("1"))));
            disk.looked.await();
            for (int mebibyte = 0; mebibyte < 7; mebibyte++) {
                pending.add(writes.submit(large("2")));
            }
            assertThrows(StoreOutOfRoom.class, () -> writes.submit(large("3")));
            pending.add(writes.submit(change("4"))); // A little fits still.
            assertFalse(engine.room().isDone());

            disk.looksUntilThereIsRoom = 0;
            engine.room().join();
            pending.forEach(CompletableFuture::join);
            writes.submit(large("5")).join();
        }
        assertEquals(List.of("1", "2", "2", "2", "2", "2", "2", "2", "4", "5"), disk.written);
    }

    @Test
    void whoeverWaitsForOthersIsRefusedWhenTheDiskTurnsOutToBeFull() throws InterruptedException {
        disk.trouble = "No space left on device";
        disk.looksUntilThereIsRoom = Integer.MAX_VALUE;
        disk.slow = new CountDownLatch(1);
        var writes = new WriteGroups("test", engine);
        for (int mebibyte = 0; mebibyte < 63; mebibyte++) {
            var unused = writes.submit(large("1"));
        }
        var refused = new CompletableFuture<StoreOutOfRoom>();
        var waiting = Thread.ofPlatform().daemon().start(() -> {
            refused.complete(assertThrows(StoreOutOfRoom.class, () -> writes.submit(large("2"))));
        });
        while (waiting.getState() != Thread.State.TIMED_WAITING && !refused.isDone()) {
            Thread.onSpinWait();
        }
        assertFalse(refused.isDone(), "a disk that is only slow is waited for");

        disk.slow.countDown();

        refused.orTimeout(10, TimeUnit.SECONDS).join();
        engine.close();
        writes.close();
    }

    private static List<WriteGroups.Change> change(String sort) {
        return change(sort, new byte[1]);
    }

    private static List<WriteGroups.Change> large(String sort) {
        return change(sort, LARGE);
    }

    private static List<WriteGroups.Change> change(String sort, byte[] value) {
        var write = new RowWrite.Put(RecordKey.of("p", sort), value);
        return List.of(new WriteGroups.Change(write, WriteGroups.Change.ANY_VERSION, Instant.EPOCH));
    }

    /** An engine that fails until it is opened anew, so often. */
    private static final class Disk implements PatientEngine.Reopening {
        private final List<String> written = new ArrayList<>();
        private final CountDownLatch failed = new CountDownLatch(1);
        private final CountDownLatch looked = new CountDownLatch(1);
        private CountDownLatch slow = new CountDownLatch(0); // Until it is open a write takes time.
        private String trouble = "";
        private volatile int looksUntilThereIsRoom;
        private int staysFailed;
        private int opened;

        @Override
        public List<List<SwapOutcome>> commit(List<WriteGroups.Submission> group) throws InterruptedException {
            slow.await();
            if (!trouble.isEmpty()) {
                failed.countDown();
                throw new StoreFailed("failed", new IOException(trouble));
            }
            var outcomes = new ArrayList<List<SwapOutcome>>();
            for (var submission : group) {
                submission
                        .changes()
                        .forEach(change -> written.add(change.write().key().sortText()));
                outcomes.add(List.of(new SwapOutcome.Swapped(1)));
            }
            return outcomes;
        }

        @Override
        public boolean reopen() {
            looked.countDown();
            int left = looksUntilThereIsRoom;
            if (left > 0) {
                looksUntilThereIsRoom = left == Integer.MAX_VALUE ? left : left - 1;
                return false;
            }
            opened++;
            if (opened > staysFailed) {
                trouble = "";
            }
            return true;
        }
    }
}
