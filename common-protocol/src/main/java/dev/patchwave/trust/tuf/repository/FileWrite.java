package dev.patchwave.trust.tuf.repository;

/**
 * One file of a repository that is to get these bytes, at once or not at all.
 *
 * @param path below what mirrors copy, with slashes
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record FileWrite(String path, byte[] bytes) {
    static FileWrite metadata(String name, SignedFile file) {
        return new FileWrite("metadata/" + name, file.bytes());
    }

    static FileWrite target(String path, byte[] content) {
        return new FileWrite("targets/" + path, content);
    }

    @Override
    public String toString() {
        return path + ", " + bytes.length + " bytes";
    }
}
