package dev.patchwave.trust.tuf;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which versions of all targets roles belong together (4.4).
 *
 * @param files by the name of the file without its version
 */
record Snapshot(Header header, SortedMap<String, FileVersion> files) implements Role {
    Snapshot {
        files = Collections.unmodifiableSortedMap(files);
    }

    static Snapshot of(Fields signed) throws TufProblem {
        Header header = Header.of(signed, TopLevelRole.SNAPSHOT);
        Fields meta = signed.object("meta");
        var files = new TreeMap<String, FileVersion>();
        for (String file : meta.members().keySet()) {
            files.put(file, FileVersion.of(meta.object(file)));
        }
        return new Snapshot(header, files);
    }

    /** @throws TufProblem ROLLBACK when {@code newer} lacks a file of ours, or has an older version of one (5.5.5) */
    void requireNotRolledBackBy(Snapshot newer) throws TufProblem {
        for (var file : files.entrySet()) {
            FileVersion then = newer.files.get(file.getKey());
            if (then == null || then.version() < file.getValue().version()) {
                String now = then == null ? "no longer listed" : "version " + then.version();
                String message =
                        file.getKey() + " was version " + file.getValue().version() + " and is " + now;
                throw new TufProblem(TufProblem.Reason.ROLLBACK, message);
            }
        }
    }

    /** @throws TufProblem MISSING when the file is not listed, and so not to be believed */
    FileVersion require(String fileName) throws TufProblem {
        FileVersion listed = files.get(fileName);
        if (listed == null) {
            throw new TufProblem(TufProblem.Reason.MISSING, fileName + " is not in the snapshot");
        }
        return listed;
    }
}
