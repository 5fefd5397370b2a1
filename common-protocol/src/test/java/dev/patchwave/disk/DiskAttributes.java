package dev.patchwave.disk;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What is known of a file or folder. Times are not kept. */
record DiskAttributes(DiskNode node) implements BasicFileAttributes {
    private static final FileTime NEVER = FileTime.fromMillis(0);

    @Override
    public FileTime lastModifiedTime() {
        return NEVER;
    }

    @Override
    public FileTime lastAccessTime() {
        return NEVER;
    }

    @Override
    public FileTime creationTime() {
        return NEVER;
    }

    @Override
    public boolean isRegularFile() {
        return node instanceof DiskFile;
    }

    @Override
    public boolean isDirectory() {
        return node instanceof DiskNode.Folder;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public long size() {
        return node instanceof DiskFile file ? file.length() : 0;
    }

    @Override
    public Object fileKey() {
        return System.identityHashCode(node);
    }
}
