package dev.patchwave.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One Markdown file: its fenced blocks, tables, headings and links, as far as this project's documents use them. */
record Document(Path file, List<String> lines) {
    /** The root of the project, whatever module the tests run in. */
    static final Path ROOT = root();

    private static final Pattern LINK = Pattern.compile("\\[[^]\\[]*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /**
     * A fenced block.
     *
     * @param kind the first word of its info string
     * @param role the second, empty when there is none
     */
    record Block(Path file, int line, String kind, String role, String text) {
        @Override
        public String toString() {
            return ROOT.relativize(file) + ":" + line + " ```" + kind + " " + role;
        }
    }

    /** README and everything below docs, in order. */
    static List<Document> all() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            var files = Stream.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")), docs);
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Document::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Document read(Path file) {
        try {
            return new Document(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Block> blocks() {
        var blocks = new ArrayList<Block>();
        int start = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("```")) {
                continue;
            }
            if (start < 0) {
                start = i;
            } else {
                blocks.add(block(start, i));
                start = -1;
            }
        }
        if (start >= 0) {
            throw new IllegalStateException(file + ":" + (start + 1) + ": a fenced block does not end");
        }
        return blocks;
    }

    /** The cells of every table row below {@code heading}, up to the next heading; without head and rule. */
    List<List<String>> table(String heading) {
        int from = lines.indexOf(heading);
        if (from < 0) {
            throw new IllegalStateException(file + ": no heading '" + heading + "'");
        }
        return lines.stream()
                .skip(from + 1L)
                .takeWhile(line -> !line.startsWith("#"))
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Stream.of(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    /** What links here point to, outside of blocks. */
    List<String> links() {
        return prose().flatMap(line -> LINK.matcher(line).results().map(match -> match.group(1)))
                .toList();
    }

    /** What a link may name behind its {@code #}. */
    Set<String> anchors() {
        var anchors = new TreeSet<String>();
        prose().filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .forEach(anchors::add);
        return anchors;
    }

    /** The inline code of one table cell. */
    static List<String> code(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    private Stream<String> prose() {
        var prose = new ArrayList<String>();
        boolean inBlock = false;
        for (String line : lines) {
            inBlock ^= line.startsWith("```");
            if (!inBlock) {
                prose.add(line);
            }
        }
        return prose.stream();
    }

    private Block block(int start, int end) {
        String[] info = lines.get(start).substring(3).strip().split(" +", 2);
        String text = String.join("\n", lines.subList(start + 1, end)) + "\n";
        return new Block(file, start + 1, info[0], info.length > 1 ? info[1] : "", text);
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("docs/adr"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no docs above " + Path.of("").toAbsolutePath());
        }
        return at;
    }
}
