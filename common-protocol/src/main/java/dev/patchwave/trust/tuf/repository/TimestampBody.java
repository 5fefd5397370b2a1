package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import java.time.Instant;

/** Which snapshot is the latest (4.6). */
public record TimestampBody(long version, Instant expires, ListedFile snapshot) implements Body {
    static TimestampBody read(SignedFile file) throws TufProblem {
        Fields signed = Body.fields(file, TopLevelRole.TIMESTAMP);
        Fields listed = signed.object("meta").object(TopLevelRole.SNAPSHOT.fileName());
        return new TimestampBody(signed.whole("version", 1), Body.expires(signed), ListedFile.read(listed));
    }

    @Override
    public Json.Members json() {
        var meta = new ObjectBuilder().put(TopLevelRole.SNAPSHOT.fileName(), snapshot.json());
        return Body.header(TopLevelRole.TIMESTAMP, version, expires)
                .put("meta", meta.build())
                .build();
    }
}
