package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.disk.FaultyDisk;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TransferLedgerTest {
    private static final long MIB = 1 << 20;

    private final FaultyDisk disk = new FaultyDisk();
    private final Path path = disk.root().resolve("transfers");

    @Test
    void whatAFullDiskDidNotTakeIsRecordedWhenThereIsRoomAgain() throws IOException {
        var ledger = TransferLedger.open(path);
        ledger.received(HolderKind.PEER, 10);
        disk.room(3); // In the middle of a number.
        ledger.received(HolderKind.PEER, MIB);
        ledger.uploaded(5);
        assertEquals(MIB + 5, ledger.unrecordedBytes());

        disk.room(Long.MAX_VALUE);
        ledger.uploaded(MIB);

        assertEquals(0, ledger.unrecordedBytes());
        var afterKill = TransferLedger.open(path); // The first one is never closed.
        assertEquals(10 + MIB, afterKill.receivedBytes(HolderKind.PEER));
        assertEquals(5 + MIB, afterKill.uploadedBytes());
    }

    @Test
    void aDiskThatStaysReadOnlyIsTriedOncePerMebibyteAndAtTheClose() throws IOException {
        var ledger = TransferLedger.open(path);
        disk.readOnly(true);
        for (int i = 0; i < 1_000; i++) {
            ledger.received(HolderKind.SOURCE, 4 << 10);
        }
        assertEquals(4_000 << 10, ledger.unrecordedBytes());
        disk.readOnly(false);

        ledger.close();

        assertEquals(4_000 << 10, TransferLedger.open(path).receivedBytes(HolderKind.SOURCE));
    }
}
