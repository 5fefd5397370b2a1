package dev.patchwave.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What Linux counts of processes and sockets. */
final class KernelCounters {
    private static final int USER_TICKS = 11; // Fields of proc(5) "stat" after the name of the program.
    private static final int SYSTEM_TICKS = 12;
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every architecture that we run on.
    private static final int LOCAL_ADDRESS = 1;

    private KernelCounters() {}

    /** CPU time that a process has used, its threads included. */
    static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
    }

    /** Datagrams that were lost since sockets on this UDP port were opened, because nobody read them in time. */
    static long drops(int udpPort) throws IOException {
        String port = String.format(Locale.ROOT, ":%04X", udpPort);
        long drops = 0;
        for (String family : new String[] {"udp", "udp6"}) {
            for (String line : Files.readAllLines(Path.of("/proc/net", family))) {
                String[] fields = line.trim().split("\\s+", -1);
                if (fields[LOCAL_ADDRESS].endsWith(port)) {
                    drops += Long.parseLong(fields[fields.length - 1]);
                }
            }
        }
        return drops;
    }
}
