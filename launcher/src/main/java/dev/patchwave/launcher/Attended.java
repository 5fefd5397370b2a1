package dev.patchwave.launcher;

/** Whether a person watches the output. The launcher script knows ({@code test -t}); Java only knows since 22. */
public final class Attended {
    /** Set by the script when both outputs are a terminal. */
    public static final String PROPERTY = "patchwave.terminal";

    private Attended() {}

    public static boolean byPerson() {
        return Boolean.getBoolean(PROPERTY);
    }
}
