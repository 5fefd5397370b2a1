package dev.patchwave.launcher.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/**
 * For people: what was told, and below it the picture, redrawn in place. A terminal too small for all shows the end; everything told is
 * printed once more at the close, so that it can be scrolled back to.
 */
final class TerminalScreen implements Screen {
    private static final int USUAL_COLUMNS = 100;
    private static final int USUAL_ROWS = 40;

    private final Terminal terminal;
    private final Display display;
    private final List<String> told = new ArrayList<>();
    private List<String> picture = List.of();

    TerminalScreen() throws IOException {
        terminal = TerminalBuilder.builder().system(true).dumb(true).build();
        display = new Display(terminal, false);
    }

    @Override
    public void tell(String line) {
        told.add(line);
        draw();
    }

    @Override
    public void show(List<String> newPicture) {
        picture = List.copyOf(newPicture);
        draw();
    }

    private void draw() {
        Size size = terminal.getSize();
        int columns = size.getColumns() > 0 ? size.getColumns() : USUAL_COLUMNS;
        int rows = size.getRows() > 0 ? size.getRows() : USUAL_ROWS;
        display.resize(rows, columns);
        var lines = Stream.concat(told.stream(), picture.stream()).toList();
        display.update(
                lines.subList(Math.max(0, lines.size() - rows + 1), lines.size()).stream()
                        .map(line -> fitting(line, columns))
                        .toList(),
                -1);
        terminal.flush();
    }

    private static AttributedString fitting(String line, int columns) {
        return AttributedString.fromAnsi(line).columnSubSequence(0, columns - 1);
    }

    @Override
    public void close() {
        display.update(List.of(), 0);
        told.forEach(terminal.writer()::println);
        terminal.flush();
        try {
            terminal.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
