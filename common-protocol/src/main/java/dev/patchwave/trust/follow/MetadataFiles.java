package dev.patchwave.trust.follow;

import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.client.Mirror;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A directory of metadata with consistent names, as a repository publishes it: {@code timestamp.json} and {@code N.ROLE.json}. Nothing else
 * is ever read, whoever asks. Any thread; blocks on the disk.
 *
 * @param directory need not exist yet
 */
public record MetadataFiles(Path directory) implements Mirror {
    static final String TIMESTAMP = TopLevelRole.TIMESTAMP.fileName();

    /** The roles of a repository of ours: top-level ones, and those that are named after a product. */
    static final Pattern VERSIONED = Pattern.compile("([1-9][0-9]{0,18})\\.([a-z0-9-]{1,63})\\.json");

    /** Of the public part of a repository. */
    public static MetadataFiles ofRepository(Path publicFiles) {
        return new MetadataFiles(publicFiles.resolve("metadata"));
    }

    static boolean isName(String name) {
        return name.equals(TIMESTAMP) || VERSIONED.matcher(name).matches();
    }

    @Override
    public Optional<byte[]> metadata(String name, long maxBytes) throws IOException {
        Optional<byte[]> bytes = read(name);
        if (bytes.isPresent() && bytes.get().length > maxBytes) {
            throw new IOException(name + " has more than " + maxBytes + " bytes");
        }
        return bytes;
    }

    /** Empty also for what is no name of a metadata file. @throws IOException also when it is longer than any may be */
    Optional<byte[]> read(String name) throws IOException {
        return isName(name) ? read(directory.resolve(name), TopLevelRole.TARGETS.maxBytes()) : Optional.empty();
    }

    /** The same, not read yet; closed by the caller. */
    Optional<FileChannel> open(String name) throws IOException {
        if (!isName(name)) {
            return Optional.empty();
        }
        FileChannel file;
        try {
            file = FileChannel.open(directory.resolve(name), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            if (file.size() > TopLevelRole.TARGETS.maxBytes()) {
                throw new IOException(name + " has more than " + TopLevelRole.TARGETS.maxBytes() + " bytes");
            }
            return Optional.of(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    static Optional<byte[]> read(Path file, int maxBytes) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new IOException(file.getFileName() + " has more than " + maxBytes + " bytes");
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
