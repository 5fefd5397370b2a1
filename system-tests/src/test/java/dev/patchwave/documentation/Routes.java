package dev.patchwave.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which methods and paths there are: as the table of a document says, and as the programs' routers are filled. */
record Routes(SortedSet<String> routes) {
    private static final Pattern ROUTED =
            Pattern.compile("\\.(get|post|put|getAtOnce|getSoon|putStreamed)\\(\\s*\"(/[^\"]*)\"", Pattern.MULTILINE);

    /** Of a table whose first cell has the methods and whose second has the path. */
    static Routes ofTable(List<List<String>> rows) {
        var routes = new TreeSet<String>();
        for (List<String> row : rows) {
            for (String method : Document.code(row.get(0))) {
                routes.add(method + " " + Document.code(row.get(1)).getFirst());
            }
        }
        return new Routes(routes);
    }

    /** Of every router that is filled anywhere below a module's {@code src/main}. */
    static Routes ofPrograms() {
        var routes = new TreeSet<String>();
        for (Path file : sources()) {
            var match = ROUTED.matcher(read(file));
            while (match.find()) {
                String method = match.group(1).replaceAll("[A-Z].*", "").toUpperCase(java.util.Locale.ROOT);
                routes.add(method + " " + match.group(2));
                if (method.equals("GET")) {
                    routes.add("HEAD " + match.group(2)); // The router answers HEAD where it answers GET.
                }
            }
        }
        return new Routes(routes);
    }

    /** @throws IllegalArgumentException when no route answers that */
    void require(String method, String path) {
        if (routes.stream()
                .noneMatch(route -> pattern(route).matcher(method + " " + path).matches())) {
            throw new IllegalArgumentException(method + " " + path + " is no route of the table");
        }
    }

    private static Pattern pattern(String route) {
        return Pattern.compile(route.replace(".", "\\.").replaceAll("\\{[a-z]+}", "[^/]+"));
    }

    private static List<Path> sources() {
        var files = new ArrayList<Path>();
        for (String module : List.of("common-protocol", "source-server", "cache-server", "ims-client")) {
            try (Stream<Path> walk = Files.walk(Document.ROOT.resolve(module).resolve("src/main/java"))) {
                walk.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
