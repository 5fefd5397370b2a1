package dev.patchwave.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a directory to one process; the operating system lets go of it when the process dies, however it dies. */
public final class DirectoryLock implements AutoCloseable {
    private static final String LOCK_FILE = "lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the directory, which must exist. @throws StoreInUse when it is taken, by another process or by this one */
    public static DirectoryLock take(Path directory) throws IOException {
        var channel =
                FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new DirectoryLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new StoreInUse(directory, e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new StoreInUse(directory);
    }

    /** Gives the directory free. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
