package dev.patchwave.trust.tuf;

/** Which snapshot is the latest (4.6). */
record Timestamp(Header header, FileVersion snapshot) implements Role {
    static Timestamp of(Fields signed) throws TufProblem {
        Header header = Header.of(signed, TopLevelRole.TIMESTAMP);
        Fields snapshot = signed.object("meta").object(TopLevelRole.SNAPSHOT.fileName());
        return new Timestamp(header, FileVersion.of(snapshot));
    }
}
