package dev.patchwave.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A path with variables, e.g. {@code /v1/releases/{id}.meta4}: at most one variable between two slashes, never empty. */
record PathPattern(String text, List<Part> parts) {
    /** What stands between two slashes; {@code name} is empty where nothing varies. */
    private record Part(String before, String name, String after) {
        boolean varies() {
            return !name.isEmpty();
        }

        Optional<String> match(String actual) {
            if (!varies()) {
                return actual.equals(before) ? Optional.of("") : Optional.empty();
            }
            boolean fits = actual.length() > before.length() + after.length()
                    && actual.startsWith(before)
                    && actual.endsWith(after);
            return fits
                    ? Optional.of(actual.substring(before.length(), actual.length() - after.length()))
                    : Optional.empty();
        }
    }

    static PathPattern parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("path pattern '" + text + "': must start with a slash");
        }
        return new PathPattern(text, split(text).stream().map(PathPattern::part).toList());
    }

    /** Splits a path at its slashes and percent-decodes each piece. @throws IllegalArgumentException for a bad escape */
    static List<String> split(String path) {
        return List.of(path.substring(1).split("/", -1)).stream()
                .map(piece -> piece.indexOf('%') < 0
                        ? piece
                        : URLDecoder.decode(piece.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    /** The variables, when the split path fits. */
    Optional<Map<String, String>> match(List<String> pieces) {
        if (pieces.size() != parts.size()) {
            return Optional.empty();
        }
        var variables = new LinkedHashMap<String, String>();
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            var value = part.match(pieces.get(i));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            if (part.varies()) {
                variables.put(part.name, value.get());
            }
        }
        return Optional.of(variables);
    }

    private static Part part(String piece) {
        int open = piece.indexOf('{');
        int close = piece.indexOf('}');
        return open < 0 || close < open
                ? new Part(piece, "", "")
                : new Part(piece.substring(0, open), piece.substring(open + 1, close), piece.substring(close + 1));
    }
}
