package dev.patchwave.benchmarks.wire;

import dev.patchwave.benchmarks.JavaProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Ours. */
record Cache(JavaProgram program, URI base) implements Server {
    static final String NAME = "ours";

    static Cache start(Path directory, Path patch) throws IOException {
        Files.createDirectories(directory);
        var arguments = List.of(patch.toString(), directory.resolve("store").toString());
        var program = JavaProgram.start(directory, NAME, true, WireServer.class.getName(), arguments);
        var port = program.process().inputReader().readLine();
        if (port == null) {
            throw new IOException(program.said());
        }
        return new Cache(program, URI.create("http://127.0.0.1:" + port));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Long> pids() {
        return List.of(program.pid());
    }

    @Override
    public void close() throws IOException {
        program.close();
    }
}
