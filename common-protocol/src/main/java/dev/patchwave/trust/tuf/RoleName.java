package dev.patchwave.trust.tuf;

import java.util.Comparator;

/** The name of a targets role: {@code targets} or a delegated one, which may be any text but that of another top-level role. */
public record RoleName(String text) {
    static final Comparator<RoleName> BY_NAME = Comparator.comparing(RoleName::text);
    static final RoleName TARGETS = new RoleName(TopLevelRole.TARGETS.roleName());

    /** @throws TufProblem MALFORMED when it would stand for a top-level role */
    static RoleName delegated(String text) throws TufProblem {
        if (text.isEmpty() || TopLevelRole.isName(text)) {
            throw new TufProblem(TufProblem.Reason.MALFORMED, "'" + text + "' cannot be the name of a delegated role");
        }
        return new RoleName(text);
    }

    /** As the snapshot lists it. */
    String metaName() {
        return text + ".json";
    }

    /** At a mirror. */
    public String mirrorName() {
        return Escaping.segment(text) + ".json";
    }

    /** On our disk. */
    public String localName() {
        return Escaping.fileName(text) + ".json";
    }

    @Override
    public String toString() {
        return text;
    }
}
