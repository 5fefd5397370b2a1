package dev.patchwave.trust.tuf;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which target paths a delegation is about. */
sealed interface Coverage {
    boolean covers(String targetPath);

    /** Those that match one of some patterns. */
    record Paths(List<PathGlob> patterns) implements Coverage {
        @Override
        public boolean covers(String targetPath) {
            return patterns.stream().anyMatch(pattern -> pattern.matches(targetPath));
        }
    }

    /** Those whose SHA-256 begins in one of some ways: bins for very many targets. */
    record HashPrefixes(List<String> prefixes) implements Coverage {
        @Override
        public boolean covers(String targetPath) {
            byte[] digest = Hashes.digest("sha256").digest(targetPath.getBytes(StandardCharsets.UTF_8));
            return prefixes.stream().anyMatch(Hashes.hex(digest)::startsWith);
        }
    }

    /** A role that says neither is trusted for nothing; one that says both is refused. */
    static Coverage of(Fields role) throws TufProblem {
        if (role.has("paths") && role.has("path_hash_prefixes")) {
            throw role.malformed(role.place() + " has both paths and path_hash_prefixes");
        }
        if (role.has("path_hash_prefixes")) {
            return new HashPrefixes(role.texts("path_hash_prefixes"));
        }
        List<String> paths = role.has("paths") ? role.texts("paths") : List.of();
        return new Paths(paths.stream().map(PathGlob::new).toList());
    }
}
