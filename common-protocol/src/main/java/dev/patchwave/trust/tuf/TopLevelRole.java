package dev.patchwave.trust.tuf;

import java.util.Locale;

/** The four roles whose keys the root names (specification 2.1), and how large their files may be before anything is known of them. */
public enum TopLevelRole {
    ROOT(512 << 10),
    TIMESTAMP(64 << 10),
    SNAPSHOT(4 << 20),
    /** The limit is that of every delegated role too. */
    TARGETS(8 << 20);

    private final int maxBytes;

    TopLevelRole(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** As files, types and keys of the metadata say it. */
    public String roleName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of its file without a version. */
    public String fileName() {
        return roleName() + ".json";
    }

    /** The longest file that is read. */
    public int maxBytes() {
        return maxBytes;
    }

    static boolean isName(String name) {
        for (TopLevelRole role : values()) {
            if (role.roleName().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
