package dev.patchwave.trust.tuf;

import java.util.Arrays;

/**
 * One metadata file as it was read: what it says, and who signed it. Nothing is verified yet.
 *
 * @param signedBytes the canonical form of what is signed, unknown fields and all
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record MetadataFile<R extends Role>(R role, byte[] signedBytes, Signatures signatures) {
    /** Reads what is signed. */
    @FunctionalInterface
    interface Body<R extends Role> {
        R read(Fields signed) throws TufProblem;
    }

    static MetadataFile<Root> root(byte[] file) throws TufProblem {
        return read(file, TopLevelRole.ROOT, Root::of);
    }

    static MetadataFile<Timestamp> timestamp(byte[] file) throws TufProblem {
        return read(file, TopLevelRole.TIMESTAMP, Timestamp::of);
    }

    static MetadataFile<Snapshot> snapshot(byte[] file) throws TufProblem {
        return read(file, TopLevelRole.SNAPSHOT, Snapshot::of);
    }

    static MetadataFile<Targets> targets(byte[] file) throws TufProblem {
        return read(file, TopLevelRole.TARGETS, Targets::of);
    }

    long version() {
        return role.header().version();
    }

    @Override
    public String toString() {
        return role + " signed by " + signatures.byKeyId().keySet() + " over " + Arrays.hashCode(signedBytes);
    }

    private static <R extends Role> MetadataFile<R> read(byte[] file, TopLevelRole type, Body<R> body)
            throws TufProblem {
        if (file.length > type.maxBytes()) {
            String message = file.length + " bytes: " + type.fileName() + " has at most " + type.maxBytes();
            throw new TufProblem(TufProblem.Reason.WRONG_CONTENT, message);
        }
        Fields whole = Fields.of(type.fileName(), JsonReader.read(file));
        Fields signed = whole.object("signed");
        return new MetadataFile<>(body.read(signed), CanonicalJson.encode(signed.json()), Signatures.of(whole));
    }
}
