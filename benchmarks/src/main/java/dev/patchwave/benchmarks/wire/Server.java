package dev.patchwave.benchmarks.wire;

import dev.patchwave.benchmarks.KernelCounters;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** One of those that are compared: a process of its own that serves the same segments at the same paths. */
interface Server extends AutoCloseable {
    String CORE = "0";

    String name();

    /** Where it serves. */
    URI base();

    /** All of its processes. */
    List<Long> pids();

    /** CPU time of all of its processes since they started. */
    default double cpuSeconds() throws IOException {
        double seconds = 0;
        for (long pid : pids()) {
            seconds += KernelCounters.cpuSeconds(pid);
        }
        return seconds;
    }

    /**
     * Keeps all of it on the first core, which the client leaves alone: who moves whom between two cores is most of what differs from
     * run to run. What it decided by the number of cores at its start stays so.
     */
    default void pin() throws IOException {
        for (long pid : pids()) {
            var said = new ProcessBuilder("taskset", "-a", "-c", "-p", CORE, Long.toString(pid))
                    .redirectErrorStream(true)
                    .start()
                    .inputReader()
                    .lines()
                    .toList();
            if (said.size() < 2) {
                throw new IOException("taskset: " + said);
            }
        }
    }

    @Override
    void close() throws IOException;
}
