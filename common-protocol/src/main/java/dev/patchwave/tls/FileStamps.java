package dev.patchwave.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/** How files looked at one moment: equal as long as nobody wrote or replaced one of them. */
public record FileStamps(List<String> stamps) {
    public FileStamps {
        stamps = List.copyOf(stamps);
    }

    /**
     * Looks now; a file that cannot be looked at counts too.
     *
     * @param files paths, of which nulls are passed over
     */
    public static FileStamps of(List<String> files) {
        return new FileStamps(
                files.stream().filter(Objects::nonNull).map(FileStamps::stamp).toList());
    }

    private static String stamp(String file) {
        try {
            var seen = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            return seen.lastModifiedTime() + " " + seen.size() + " " + seen.fileKey();
        } catch (IOException e) {
            return "none";
        }
    }
}
