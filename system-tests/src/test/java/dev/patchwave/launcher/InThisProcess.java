package dev.patchwave.launcher;

/** {@code patchwave} without a process of its own, where starting one would take longer than the test. */
public final class InThisProcess {
    private InThisProcess() {}

    /** Carries a command out. @throws AssertionError when it does not end with 0 */
    public static void patchwave(String... arguments) {
        int exit = Patchwave.commandLine().execute(arguments);
        if (exit != 0) {
            throw new AssertionError("exit " + exit + ": patchwave " + String.join(" ", arguments));
        }
    }
}
