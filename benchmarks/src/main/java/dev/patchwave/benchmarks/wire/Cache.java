package dev.patchwave.benchmarks.wire;

import dev.patchwave.benchmarks.JavaProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ours. */
record Cache(JavaProgram program, URI base) implements Server {
    static final String NAME = "ours";

    static Cache start(Path directory, Path patch, Optional<Certificate> shown) throws IOException {
        Files.createDirectories(directory);
        var arguments = new ArrayList<>(List.of(
                "127.0.0.1", patch.toString(), directory.resolve("store").toString()));
        shown.ifPresent(it ->
                arguments.addAll(List.of(it.certificate().toString(), it.key().toString())));
        var program = JavaProgram.start(directory, NAME, true, WireServer.class.getName(), arguments);
        var port = program.process().inputReader().readLine();
        if (port == null) {
            throw new IOException(program.said());
        }
        return new Cache(program, URI.create((shown.isPresent() ? "https" : "http") + "://127.0.0.1:" + port));
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
