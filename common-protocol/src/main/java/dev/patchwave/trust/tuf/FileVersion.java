package dev.patchwave.trust.tuf;

import java.util.Optional;
import java.util.OptionalLong;

/** What a timestamp or snapshot says of another metadata file (METAFILES in 4.4): its version, perhaps length and digests. */
public record FileVersion(long version, OptionalLong lengthBytes, Optional<Hashes> hashes) {
    static FileVersion of(Fields file) throws TufProblem {
        OptionalLong length = file.has("length") ? OptionalLong.of(file.whole("length", 1)) : OptionalLong.empty();
        Optional<Fields> hashes = file.optionalObject("hashes");
        return new FileVersion(
                file.whole("version", 1),
                length,
                hashes.isPresent() ? Optional.of(Hashes.of(hashes.get())) : Optional.empty());
    }

    /** How much of the file is worth reading. */
    public long maxBytes(TopLevelRole type) {
        return Math.min(lengthBytes.orElse(type.maxBytes()), type.maxBytes());
    }

    /** @throws TufProblem WRONG_CONTENT when length or digest are not as listed (5.5.2, 5.6.2) */
    void requireContent(String what, byte[] file) throws TufProblem {
        if (lengthBytes.isPresent() && lengthBytes.getAsLong() != file.length) {
            String message = what + " has " + file.length + " bytes, not " + lengthBytes.getAsLong();
            throw new TufProblem(TufProblem.Reason.WRONG_CONTENT, message);
        }
        if (hashes.isPresent()) {
            var check = hashes.get().check();
            check.update(file, 0, file.length);
            check.requireMatch(what);
        }
    }
}
