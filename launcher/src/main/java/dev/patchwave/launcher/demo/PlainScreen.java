package dev.patchwave.launcher.demo;

import java.io.PrintStream;
import java.util.List;

/** For pipes and logs: tells the lines that stay, leaves the moving picture out. */
final class PlainScreen implements Screen {
    private final PrintStream out;

    PlainScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void tell(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void show(List<String> picture) {}

    @Override
    public void close() {}
}
