package dev.patchwave.launcher;

import picocli.CommandLine.ParameterException;

/** One {@code patchwave} command line out of a document, read as the launcher reads it, but not carried out. */
public final class CommandExample {
    private CommandExample() {}

    /** Reads the words behind the command. @throws IllegalArgumentException when the launcher would refuse them */
    public static void parse(String[] arguments) {
        try {
            Patchwave.commandLine().parseArgs(arguments);
        } catch (ParameterException refused) {
            throw new IllegalArgumentException("patchwave: " + refused.getMessage(), refused);
        }
    }
}
