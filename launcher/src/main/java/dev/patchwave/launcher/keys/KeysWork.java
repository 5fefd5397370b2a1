package dev.patchwave.launcher.keys;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One of the commands below {@code keys}: what cannot be is refused like a wrong option. */
abstract class KeysWork implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Does it, and tells people what was done. */
    abstract void run(PrintWriter out) throws Exception;

    @Override
    public final Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        try {
            run(out);
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } finally {
            out.flush();
        }
    }
}
