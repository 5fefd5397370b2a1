package dev.patchwave.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file or a folder, open. */
final class DiskChannel extends FileChannel {
    private final FaultyDisk disk;
    private final DiskNode node;
    private int position;

    DiskChannel(FaultyDisk disk, DiskNode node) {
        this.disk = disk;
        this.node = node;
    }

    private DiskFile file() throws IOException {
        return node instanceof DiskFile file ? file : notAFile();
    }

    private static DiskFile notAFile() throws IOException {
        throw new IOException("Is a directory");
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = read(into, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        disk.reads();
        byte[] bytes = new byte[into.remaining()];
        int count = file().read((int) at, bytes, 0, bytes.length);
        if (count <= 0) {
            return bytes.length == 0 ? 0 : -1;
        }
        into.put(bytes, 0, count);
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int count = write(from, position);
        position += count;
        return count;
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        byte[] bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        int count = disk.write(file(), (int) at, bytes);
        from.position(from.position() + count);
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long at) {
        position = (int) at;
        return this;
    }

    @Override
    public long size() throws IOException {
        return file().length();
    }

    @Override
    public FileChannel truncate(long length) throws IOException {
        if (length < size()) {
            disk.resize(file(), (int) length);
        }
        return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
        disk.force(node);
    }

    @Override
    public FileLock tryLock(long at, long length, boolean shared) {
        return new Lock(this);
    }

    @Override
    public FileLock lock(long at, long length, boolean shared) {
        return new Lock(this);
    }

    @Override
    protected void implCloseChannel() {}

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long at, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
        throw new UnsupportedOperationException();
    }

    /** Nobody else is there. */
    private static final class Lock extends FileLock {
        private Lock(FileChannel channel) {
            super(channel, 0, Long.MAX_VALUE, false);
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void release() {}
    }
}
