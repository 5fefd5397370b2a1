package dev.patchwave.store;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file for reading and writing that no interrupt of a thread closes: a {@link RandomAccessFile}. Those are of the default file system
 * only; on another, such as a test's disk that loses power, it is a channel. One thread at a time.
 */
abstract class PlainFile implements Closeable {
    /** Opens the file, creating it when it is missing. */
    static PlainFile open(Path path) throws IOException {
        return path.getFileSystem().equals(FileSystems.getDefault())
                ? new OfTheSystem(new RandomAccessFile(path.toFile(), "rw"))
                : new OfAnother(FileChannel.open(
                        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    abstract long length() throws IOException;

    /** Cuts it off, or adds zeros. */
    abstract void setLength(long bytes) throws IOException;

    abstract void seek(long bytes) throws IOException;

    /** @throws EOFException when there is less */
    abstract void readFully(byte[] bytes) throws IOException;

    abstract void write(byte[] bytes) throws IOException;

    /** All that was written to it is on disk when this returns. */
    abstract void sync() throws IOException;

    private static final class OfTheSystem extends PlainFile {
        private final RandomAccessFile file;

        private OfTheSystem(RandomAccessFile file) {
            this.file = file;
        }

        @Override
        long length() throws IOException {
            return file.length();
        }

        @Override
        void setLength(long bytes) throws IOException {
            file.setLength(bytes);
        }

        @Override
        void seek(long bytes) throws IOException {
            file.seek(bytes);
        }

        @Override
        void readFully(byte[] bytes) throws IOException {
            file.readFully(bytes);
        }

        @Override
        void write(byte[] bytes) throws IOException {
            file.write(bytes);
        }

        @Override
        void sync() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static final class OfAnother extends PlainFile {
        private final FileChannel channel;

        private OfAnother(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        long length() throws IOException {
            return channel.size();
        }

        @Override
        void setLength(long bytes) throws IOException {
            long now = channel.size();
            if (bytes < now) {
                channel.truncate(bytes);
            } else if (bytes > now) {
                channel.write(ByteBuffer.allocate(1), bytes - 1);
            }
        }

        @Override
        void seek(long bytes) throws IOException {
            channel.position(bytes);
        }

        @Override
        void readFully(byte[] bytes) throws IOException {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new EOFException();
                }
            }
        }

        @Override
        void write(byte[] bytes) throws IOException {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        void sync() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
