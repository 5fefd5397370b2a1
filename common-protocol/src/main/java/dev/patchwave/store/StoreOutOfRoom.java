package dev.patchwave.store;

/**
 * The record store waits for room on its disk, and as much waits with it as may: nothing of this write is kept. Shed the load, or try again
 * once there is {@link RecordStore#room}.
 */
public final class StoreOutOfRoom extends RuntimeException {
    /** @param limitBytes how much may be pending meanwhile */
    public StoreOutOfRoom(long limitBytes) {
        super("the record store waits for room on its disk, with " + limitBytes + " bytes pending at most");
    }
}
