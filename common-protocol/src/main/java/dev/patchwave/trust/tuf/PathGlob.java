package dev.patchwave.trust.tuf;

/**
 * A pattern of target paths (PATHPATTERN in 4.5): {@code *} any characters, {@code ?} any one, neither of them a slash; all others stand
 * for themselves, brackets too. Time grows with the product of both lengths at most, whatever the pattern is.
 */
record PathGlob(String pattern) {
    boolean matches(String path) {
        String[] patterns = pattern.split("/", -1);
        String[] names = path.split("/", -1);
        if (patterns.length != names.length) {
            return false;
        }
        for (int i = 0; i < names.length; i++) {
            if (!matches(
                    patterns[i].codePoints().toArray(), names[i].codePoints().toArray())) {
                return false;
            }
        }
        return true;
    }

    /** Only the last star is ever tried again: an earlier one could give nothing that a later one cannot. */
    private static boolean matches(int[] glob, int[] name) {
        int at = 0;
        int star = -1;
        int starAt = 0;
        int i = 0;
        while (i < name.length) {
            if (at < glob.length && glob[at] == '*') {
                star = at++;
                starAt = i;
            } else if (at < glob.length && (glob[at] == '?' || glob[at] == name[i])) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++starAt;
            } else {
                return false;
            }
        }
        while (at < glob.length && glob[at] == '*') {
            at++;
        }
        return at == glob.length;
    }
}
