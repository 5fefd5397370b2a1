package dev.patchwave.launcher.keys;

/** A conversation with the person at the terminal. */
interface Dialogue {
    /** Whether there is anybody. */
    boolean isPossible();

    void tell(String line);

    /** The answer without white space around it; {@code standard} when the person just confirms. */
    String ask(String question, String standard);

    /** What is typed without being shown. */
    char[] secret(String question);

    /** True for yes; anything but a clear yes or no is asked again. */
    default boolean confirms(String question) {
        while (true) {
            String said = ask(question + " (yes or no)", "");
            if (said.equals("yes") || said.equals("no")) {
                return said.equals("yes");
            }
        }
    }
}
