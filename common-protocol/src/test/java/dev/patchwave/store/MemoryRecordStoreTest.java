package dev.patchwave.store;

final class MemoryRecordStoreTest extends RecordStoreContract {
    @Override
    protected RecordStore openStore() {
        return new MemoryRecordStore();
    }
}
