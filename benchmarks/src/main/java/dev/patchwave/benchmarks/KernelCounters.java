package dev.patchwave.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What Linux counts of processes and sockets. */
public final class KernelCounters {
    private static final int USER_TICKS = 11; // Fields of proc(5) "stat" after the name of the program.
    private static final int SYSTEM_TICKS = 12;
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every architecture that we run on.
    private static final int CHILDREN_USER_TICKS = 13;
    private static final int CHILDREN_SYSTEM_TICKS = 14;
    private static final int LOCAL_ADDRESS = 1;

    private KernelCounters() {}

    /** CPU time that a process has used, its threads included. */
    public static double cpuSeconds(long pid) throws IOException {
        String[] fields = fields(Long.toString(pid));
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
    }

    /** CPU time of this process's children that have ended and were waited for. */
    public static double endedChildrenCpuSeconds() throws IOException {
        String[] fields = fields("self");
        return (Long.parseLong(fields[CHILDREN_USER_TICKS]) + Long.parseLong(fields[CHILDREN_SYSTEM_TICKS]))
                / TICKS_PER_SECOND;
    }

    private static String[] fields(String process) throws IOException {
        String stat = Files.readString(Path.of("/proc", process, "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    /** File handles that a process has open, sockets included. */
    public static int openFiles(long pid) throws IOException {
        try (var open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return Math.toIntExact(open.count());
        }
    }

    /** Datagrams that were lost since sockets on this UDP port were opened, because nobody read them in time. */
    public static long drops(int udpPort) throws IOException {
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
