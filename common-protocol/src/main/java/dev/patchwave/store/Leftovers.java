package dev.patchwave.store;

import dev.patchwave.release.ReleaseId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a crash leaves in a store's directory: releases half made or half removed, and journals half rewritten. Deletes what has exactly
 * the name that this program gives such things, says so, and touches nothing else.
 */
final class Leftovers {
    static final String BEING_MADE = ".new-";
    static final String BEING_REMOVED = ".gone-";

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final Path directory;

    Leftovers(Path directory) {
        this.directory = directory;
    }

    /** To be called while the directory is locked and no release in it is open. */
    void sweep() throws IOException {
        for (var path : list(directory)) {
            String name = path.getFileName().toString();
            if (isFolder(path) && (isOf(BEING_MADE, name) || isOf(BEING_REMOVED, name))) {
                DurableFiles.deleteTree(path);
                said(path);
            } else if (isRelease(path)) {
                sweepRelease(path);
            } else if (isFolder(path) && !name.startsWith(".")) {
                LOG.atWarn().addKeyValue("directory", path).log("not the name of a release, left alone");
            }
        }
    }

    /** Whether this is the folder of a release, by its name. */
    static boolean isRelease(Path path) {
        return isFolder(path) && isReleaseName(path.getFileName().toString());
    }

    private static void sweepRelease(Path folder) throws IOException {
        var journal = folder.resolve(ReleaseFolder.PROGRESS + Journal.BEING_WRITTEN);
        if (Files.isRegularFile(journal, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(journal);
            said(journal);
        }
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isOf(String prefix, String name) {
        return name.startsWith(prefix) && isReleaseName(name.substring(prefix.length()));
    }

    private static boolean isReleaseName(String name) {
        try {
            return ReleaseId.parse(name).toString().equals(name);
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    private static void said(Path path) {
        LOG.atInfo().addKeyValue("directory", path).log("leftover of a crash removed");
    }

    private static List<Path> list(Path directory) throws IOException {
        try (var paths = Files.list(directory)) {
            return paths.sorted().toList();
        }
    }
}
