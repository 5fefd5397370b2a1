package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What one metadata file says, for writing. */
public sealed interface Body permits RootBody, TargetsBody, SnapshotBody, TimestampBody {
    /** What our files name; clients look at the first number. */
    String SPEC_VERSION = "1.0.34";

    /** 1 or more. */
    long version();

    /** From this moment on it is not believed. */
    Instant expires();

    /** What is signed. */
    Json.Members json();

    /** What all roles have in common (4.3). */
    static ObjectBuilder header(TopLevelRole type, long version, Instant expires) {
        return new ObjectBuilder()
                .text("_type", type.roleName())
                .text("spec_version", SPEC_VERSION)
                .whole("version", version)
                .text("expires", expires.truncatedTo(ChronoUnit.SECONDS).toString()); // 4.2.2: no fractions.
    }

    /** What is signed. @throws TufProblem MALFORMED when it is another role's */
    static Fields fields(SignedFile file, TopLevelRole type) throws TufProblem {
        Fields signed = Fields.of(type.fileName(), file.signed());
        if (!signed.text("_type").equals(type.roleName())) {
            throw signed.malformed("of type '" + signed.text("_type") + "', not " + type.roleName());
        }
        return signed;
    }

    static Instant expires(Fields signed) throws TufProblem {
        try {
            return Instant.parse(signed.text("expires"));
        } catch (DateTimeException e) {
            throw new TufProblem(TufProblem.Reason.MALFORMED, "expires at '" + signed.text("expires") + "'", e);
        }
    }
}
