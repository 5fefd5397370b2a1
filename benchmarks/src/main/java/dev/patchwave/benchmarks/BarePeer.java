package dev.patchwave.benchmarks;

import dev.patchwave.launcher.demo.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A {@link BareSender} as a process, which stays warm from round to round as the source does. */
final class BarePeer implements AutoCloseable {
    private final JavaProgram program;
    private final BufferedReader answers;
    private final OutputStream orders;

    private BarePeer(JavaProgram program) {
        this.program = program;
        this.answers =
                new BufferedReader(new InputStreamReader(program.process().getInputStream(), StandardCharsets.UTF_8));
        this.orders = program.process().getOutputStream();
    }

    static BarePeer start(Path directory, int answererPort, int clients, int inFlight) throws IOException {
        var program = JavaProgram.start(
                directory,
                "bare",
                true,
                BareSender.class.getName(),
                List.of(
                        Integer.toString(FreePorts.next()),
                        Integer.toString(answererPort),
                        Integer.toString(clients),
                        Integer.toString(inFlight)));
        var peer = new BarePeer(program);
        peer.heard();
        return peer;
    }

    /** Sends a round and returns how many were answered. */
    int round() throws IOException {
        orders.write('\n');
        orders.flush();
        return Integer.parseInt(heard());
    }

    long pid() {
        return program.pid();
    }

    private String heard() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("ended: " + program.said());
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
