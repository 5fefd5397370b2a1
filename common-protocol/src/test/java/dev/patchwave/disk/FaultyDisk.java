package dev.patchwave.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A disk that loses power: what was not forced is then lost, sector by sector, and names that were not forced are lost from some
 * moment on, in the order in which they were made (as a journalling file system does it). Nothing else is promised by POSIX either.
 * Made for one thread at a time.
 */
public final class FaultyDisk {
    /** The program that does this is dead, like its computer. */
    public static final class PowerLost extends Error {
        private static final long serialVersionUID = 1;

        PowerLost() {
            super("power lost");
        }
    }

    private record NameChange(DiskNode.Folder folder, String name, DiskNode node) {}

    private final DiskNode.Folder root = new DiskNode.Folder();
    private final List<List<NameChange>> unforcedNames = new ArrayList<>(); // One inner list happens whole or not.
    private final DiskFileSystem fileSystem = new DiskFileSystem(this);
    private long operations;
    private long powerLastsOperations = Long.MAX_VALUE;
    private long roomBytes = Long.MAX_VALUE;
    private boolean failsSyncs;
    private boolean failsFolderSyncs;
    private boolean readOnly;
    private Runnable beforeRead = () -> {};
    private Runnable afterWrite = () -> {};

    /** Its root, {@code /}. */
    public Path root() {
        return fileSystem.root();
    }

    /** How often something was written, named or forced so far. */
    public long operations() {
        return operations;
    }

    /** So many more of them, and each after them is a {@link PowerLost}. */
    public void powerLasts(long moreOperations) {
        powerLastsOperations = operations + moreOperations;
    }

    /** So much more can be written from now on. What does not fit is written as far as it does. */
    public void room(long bytes) {
        roomBytes = bytes;
    }

    /** From now on each sync fails, or none; a failed one may have written anything. */
    public void failsSyncs(boolean fails) {
        failsSyncs = fails;
    }

    /** From now on each sync of a folder fails, or none; those of files succeed. */
    public void failsFolderSyncs(boolean fails) {
        failsFolderSyncs = fails;
    }

    /** From now on nothing can be changed, or all can. What was begun stays as it is. */
    public void readOnly(boolean mounted) {
        readOnly = mounted;
    }

    /** The next write is cut off after so many bytes, and what was written cannot be taken back: the disk is read-only then. */
    public void tears(long afterBytes) {
        room(afterBytes);
        afterEachWrite(() -> readOnly(true));
    }

    /** There is room again, and all can be changed. */
    public void mends() {
        afterEachWrite(() -> {});
        readOnly(false);
        room(Long.MAX_VALUE);
    }

    /** From now on somebody else is quicker than each read. */
    public void beforeEachRead(Runnable other) {
        beforeRead = other;
    }

    /** From now on this happens after each write that wrote something. */
    public void afterEachWrite(Runnable other) {
        afterWrite = other;
    }

    void reads() {
        beforeRead.run();
    }

    /** Power is lost and back: what the disk kept is what there is. */
    public void restart(RandomGenerator random) {
        powerLastsOperations = Long.MAX_VALUE;
        int survive = random.nextInt(unforcedNames.size() + 1);
        unforcedNames.subList(0, survive).forEach(FaultyDisk::keep);
        unforcedNames.clear();
        restart(root, random, new HashSet<>());
    }

    /** One bit of a file turns over, unnoticed. */
    public void flip(Path file, int bit) throws IOException {
        this.file(file).flip(bit);
    }

    private void restart(DiskNode.Folder folder, RandomGenerator random, Set<DiskNode> done) {
        folder.seen().clear();
        folder.seen().putAll(folder.kept());
        for (DiskNode node : folder.seen().values()) {
            if (done.add(node)) {
                switch (node) {
                    case DiskFile file -> file.losePower(random);
                    case DiskNode.Folder inner -> restart(inner, random, done);
                }
            }
        }
    }

    DiskNode find(Path path) throws NoSuchFileException {
        DiskNode node = root;
        for (Path name : path) {
            node = node instanceof DiskNode.Folder folder ? folder.seen().get(name.toString()) : null;
            if (node == null) {
                throw new NoSuchFileException(path.toString());
            }
        }
        return node;
    }

    DiskFile file(Path path) throws IOException {
        if (find(path) instanceof DiskFile file) {
            return file;
        }
        throw new IOException(path + " is a folder");
    }

    DiskNode.Folder folder(Path path) throws IOException {
        if (find(path) instanceof DiskNode.Folder folder) {
            return folder;
        }
        throw new NotDirectoryException(path.toString());
    }

    void create(Path path, DiskNode node) throws IOException {
        var folder = folder(path.getParent());
        String name = path.getFileName().toString();
        if (folder.seen().containsKey(name)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        rename(List.of(new NameChange(folder, name, node)));
    }

    void delete(Path path) throws IOException {
        find(path);
        rename(List.of(
                new NameChange(folder(path.getParent()), path.getFileName().toString(), null)));
    }

    void move(Path from, Path to) throws IOException {
        var node = find(from);
        rename(List.of(
                new NameChange(folder(from.getParent()), from.getFileName().toString(), null),
                new NameChange(folder(to.getParent()), to.getFileName().toString(), node)));
    }

    private void rename(List<NameChange> changes) throws IOException {
        operate();
        changes.forEach(change -> apply(change, change.folder.seen()));
        unforcedNames.add(changes);
    }

    private static void keep(List<NameChange> changes) {
        changes.forEach(change -> apply(change, change.folder.kept()));
    }

    private static void apply(NameChange change, Map<String, DiskNode> names) {
        if (change.node == null) {
            names.remove(change.name);
        } else {
            names.put(change.name, change.node);
        }
    }

    /** Says how many of them were written, at least one. */
    int write(DiskFile file, int at, byte[] bytes) throws IOException {
        operate();
        if (roomBytes == 0 && bytes.length > 0) {
            throw new IOException("No space left on device");
        }
        int count = (int) Math.min(bytes.length, roomBytes);
        roomBytes -= count;
        file.write(at, count == bytes.length ? bytes : Arrays.copyOf(bytes, count));
        afterWrite.run();
        return count;
    }

    void resize(DiskFile file, int length) throws IOException {
        operate();
        file.resize(length);
    }

    void force(DiskNode node) throws IOException {
        operate();
        if (failsSyncs || (failsFolderSyncs && node instanceof DiskNode.Folder)) {
            throw new IOException("Input/output error");
        }
        switch (node) {
            case DiskFile file -> file.force();
            case DiskNode.Folder folder -> forceNames(folder);
        }
    }

    /** And all names that were changed before. */
    private void forceNames(DiskNode.Folder folder) {
        int last = -1;
        for (int i = 0; i < unforcedNames.size(); i++) {
            last = unforcedNames.get(i).stream().anyMatch(change -> change.folder.equals(folder)) ? i : last;
        }
        var forced = unforcedNames.subList(0, last + 1);
        forced.forEach(FaultyDisk::keep);
        forced.clear();
    }

    long roomBytes() {
        return roomBytes;
    }

    private void operate() throws IOException {
        if (readOnly) {
            throw new IOException("Read-only file system");
        }
        if (operations >= powerLastsOperations) {
            throw new PowerLost();
        }
        operations++;
    }
}
