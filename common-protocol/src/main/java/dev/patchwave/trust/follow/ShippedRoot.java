package dev.patchwave.trust.follow;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.FileTrouble;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TrustedMetadata;
import dev.patchwave.trust.tuf.TufProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The root that came with the program, by a way that is trusted.
 *
 * @param bytes as they came; treat them as read-only
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by its reader.
public record ShippedRoot(Path file, byte[] bytes, long version) {
    /** Reads it, however old it is. @throws ConfigProblem when it cannot be read, or is no root that its own keys signed */
    public static ShippedRoot read(Path file) {
        try {
            byte[] bytes = MetadataFiles.read(file, TopLevelRole.ROOT.maxBytes())
                    .orElseThrow(() -> new ConfigProblem(file, "no such file or directory"));
            return new ShippedRoot(file, bytes, new TrustedMetadata(bytes, Instant.EPOCH).rootVersion());
        } catch (IOException e) {
            throw new ConfigProblem(file, "cannot be read: " + FileTrouble.reason(e), e);
        } catch (TufProblem e) {
            throw new ConfigProblem(file, "is no root of a repository: " + e.getMessage(), e);
        }
    }

    /** As repositories publish it. */
    String publishedName() {
        return version + "." + TopLevelRole.ROOT.fileName();
    }
}
