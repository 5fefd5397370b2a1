package dev.patchwave.trust.tuf;

import java.util.Map;

/**
 * What a trusted role says of one target.
 *
 * @param path its target path
 * @param lengthBytes exactly so long
 * @param hashes its digests
 * @param custom what the repository wants the application to know; no members when it says nothing
 */
public record TargetFile(String path, long lengthBytes, Hashes hashes, Json.Members custom) {
    static TargetFile of(String path, Fields file) throws TufProblem {
        if (path.isEmpty()) {
            throw file.malformed("a target without a path");
        }
        var custom = file.optionalObject("custom");
        return new TargetFile(
                path,
                file.whole("length", 0),
                Hashes.of(file.object("hashes")),
                custom.isPresent() ? custom.get().json() : Json.Members.of(Map.of()));
    }

    /** Starts to verify its content. @throws TufProblem WRONG_CONTENT when it has only digests that we cannot compute */
    public HashCheck check() throws TufProblem {
        return hashes.check();
    }

    /** Its path at a mirror, every character escaped that would mean something in a URI (6.2). */
    public String mirrorPath(boolean consistentSnapshot) throws TufProblem {
        int name = path.lastIndexOf('/') + 1;
        String prefix = consistentSnapshot ? hashes.preferred() + "." : "";
        return Escaping.path(path.substring(0, name) + prefix + path.substring(name));
    }

    /** A name for its copy in one directory. Two paths never have the same. */
    public String localName() {
        return Escaping.fileName(path);
    }
}
