package dev.patchwave.launcher.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/** For people: told lines scroll up, the picture is redrawn in place below them. */
final class TerminalScreen implements Screen {
    private final Terminal terminal;
    private final Display display;
    private List<String> picture = List.of();

    TerminalScreen() throws IOException {
        terminal = TerminalBuilder.builder().system(true).dumb(true).build();
        display = new Display(terminal, false);
    }

    @Override
    public void tell(String line) {
        draw(List.of());
        terminal.writer().println(line);
        terminal.flush();
        display.reset();
        draw(picture);
    }

    @Override
    public void show(List<String> newPicture) {
        picture = List.copyOf(newPicture);
        draw(picture);
    }

    private void draw(List<String> lines) {
        Size size = terminal.getSize();
        int columns = size.getColumns() > 0 ? size.getColumns() : 100;
        int rows = size.getRows() > 0 ? size.getRows() : 40;
        display.resize(rows, columns);
        var shown = new ArrayList<AttributedString>();
        lines.stream()
                .limit(rows - 1L)
                .forEach(line -> shown.add(AttributedString.fromAnsi(line).columnSubSequence(0, columns - 1)));
        display.update(shown, -1);
        terminal.flush();
    }

    @Override
    public void close() {
        draw(List.of());
        try {
            terminal.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
