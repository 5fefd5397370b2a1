package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which versions of all targets roles belong together (4.4).
 *
 * @param files by the name of the role. A role that was listed stays listed, for a client takes its absence for a rollback (5.5.5)
 */
public record SnapshotBody(long version, Instant expires, SortedMap<String, ListedFile> files) implements Body {
    private static final String SUFFIX = ".json";

    public SnapshotBody {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    static SnapshotBody read(SignedFile file) throws TufProblem {
        Fields signed = Body.fields(file, TopLevelRole.SNAPSHOT);
        Fields meta = signed.object("meta");
        var files = new TreeMap<String, ListedFile>();
        for (String name : meta.members().keySet()) {
            if (!name.endsWith(SUFFIX)) {
                throw meta.malformed("lists '" + name + "', which is no " + SUFFIX);
            }
            files.put(name.substring(0, name.length() - SUFFIX.length()), ListedFile.read(meta.object(name)));
        }
        return new SnapshotBody(signed.whole("version", 1), Body.expires(signed), files);
    }

    @Override
    public Json.Members json() {
        var meta = new ObjectBuilder();
        files.forEach((role, file) -> meta.put(role + SUFFIX, file.json()));
        return Body.header(TopLevelRole.SNAPSHOT, version, expires)
                .put("meta", meta.build())
                .build();
    }
}
