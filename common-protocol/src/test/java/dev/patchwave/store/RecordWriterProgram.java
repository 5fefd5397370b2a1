package dev.patchwave.store;

import java.nio.file.Path;
import java.util.List;

/** Writes rows from four threads for ever, and prints each one's sort part once it is acknowledged. */
final class RecordWriterProgram {
    private static final int THREADS = 4;

    private RecordWriterProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (var store = RocksRecordStore.open(Path.of(arguments[0]))) {
            var threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                int writer = i;
                threads[i] = new Thread(() -> writeForEver(store, arguments[1], writer));
                threads[i].start();
            }
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    private static void writeForEver(RecordStore store, String partition, int writer) {
        for (int i = 0; ; i++) {
            String sort = writer + "-" + i + ".";
            store.write(List.of(new RowWrite.Put(RecordKey.of(partition, sort), new byte[100])))
                    .join();
            System.out.println(sort);
        }
    }
}
