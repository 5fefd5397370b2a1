package dev.patchwave.disk;

import java.nio.file.FileStore;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;

/** How much room a disk has. */
final class DiskRoom extends FileStore {
    private final FaultyDisk disk;

    DiskRoom(FaultyDisk disk) {
        this.disk = disk;
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public String type() {
        return "memory";
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public long getTotalSpace() {
        return Long.MAX_VALUE;
    }

    @Override
    public long getUsableSpace() {
        return disk.roomBytes();
    }

    @Override
    public long getBlockSize() {
        return DiskFile.SECTOR_BYTES;
    }

    @Override
    public long getUnallocatedSpace() {
        return disk.roomBytes();
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return false;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return name.equals("basic");
    }

    @Override
    public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) {
        throw new UnsupportedOperationException();
    }
}
