package dev.patchwave.trust.tuf.repository;

import dev.patchwave.release.Digest;
import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TufProblem;

/** How a snapshot or timestamp lists another file (METAFILES in 4.4); length and digest are always there in what we write. */
public record ListedFile(long version, Json.Members json) {
    static ListedFile of(long version, byte[] file) {
        var listed = new ObjectBuilder()
                .put("hashes", hashes(file))
                .whole("length", file.length)
                .whole("version", version);
        return new ListedFile(version, listed.build());
    }

    static ListedFile read(Fields file) throws TufProblem {
        return new ListedFile(file.whole("version", 1), file.json());
    }

    static Json.Members hashes(byte[] file) {
        return new ObjectBuilder().text("sha256", Digest.of(file).toString()).build();
    }
}
