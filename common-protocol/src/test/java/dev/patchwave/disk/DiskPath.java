package dev.patchwave.disk;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.stream.Stream;

/** An absolute path, or names relative to one. */
record DiskPath(DiskFileSystem system, boolean absolute, List<String> names) implements Path {
    DiskPath {
        names = List.copyOf(names);
    }

    private DiskPath with(List<String> others) {
        return new DiskPath(system, absolute, others);
    }

    @Override
    public FileSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public Path getRoot() {
        return absolute ? with(List.of()) : null;
    }

    @Override
    public Path getFileName() {
        return names.isEmpty() ? null : new DiskPath(system, false, List.of(names.getLast()));
    }

    @Override
    public Path getParent() {
        return names.isEmpty() ? null : with(names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return new DiskPath(system, false, List.of(names.get(index)));
    }

    @Override
    public Path subpath(int from, int to) {
        return new DiskPath(system, false, names.subList(from, to));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof DiskPath path
                && path.names.size() <= names.size()
                && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        return other instanceof DiskPath path
                && path.names.size() <= names.size()
                && names.subList(names.size() - path.names.size(), names.size()).equals(path.names);
    }

    @Override
    public Path normalize() {
        return this;
    }

    @Override
    public Path resolve(Path other) {
        return other.isAbsolute()
                ? other
                : with(Stream.concat(names.stream(), ((DiskPath) other).names.stream())
                        .toList());
    }

    @Override
    public Path relativize(Path other) {
        return other.subpath(names.size(), other.getNameCount());
    }

    @Override
    public URI toUri() {
        return URI.create("disk:" + this);
    }

    @Override
    public Path toAbsolutePath() {
        return new DiskPath(system, true, names);
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
