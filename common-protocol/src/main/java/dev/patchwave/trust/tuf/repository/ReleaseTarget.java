package dev.patchwave.trust.tuf.repository;

import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TufProblem;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A release's signed manifest as a target. Its custom metadata has what a client decides by before it fetches anything: the release,
 * its place in the product's sequence, and the versions that it may be installed over.
 *
 * @param precursors versions of the same product; none means any
 */
public record ReleaseTarget(SignedManifest signed, List<String> precursors) {
    private static final String SUFFIX = ".manifest";

    public ReleaseTarget {
        precursors = List.copyOf(precursors);
    }

    /** The target's path. */
    public String path() {
        return path(manifest().release());
    }

    /** The path of a release's target. */
    public static String path(ReleaseId release) {
        return release.product() + "/" + release.version() + SUFFIX;
    }

    /** The file as a repository with consistent snapshots keeps it (6.2). */
    public FileWrite file() {
        String name = manifest().release().version() + SUFFIX;
        return FileWrite.target(prefix() + Digest.of(signed.envelope()) + "." + name, signed.envelope());
    }

    /** The path of that file, by what a role says of the release. */
    static String filePath(ReleaseId release, Json.Members described) throws RepositoryProblem {
        try {
            String digest = Fields.of(path(release), described).object("hashes").text("sha256");
            return "targets/" + release.product() + "/" + digest + "." + release.version() + SUFFIX;
        } catch (TufProblem e) {
            throw new RepositoryProblem("the repository is damaged: " + e.getMessage(), e);
        }
    }

    /** What the role says of it. */
    public Json.Members described() {
        var custom = new ObjectBuilder()
                .text("release", manifest().release().toString())
                .whole("sequence", manifest().sequence());
        if (!precursors.isEmpty()) {
            custom.texts("precursors", precursors);
        }
        return new ObjectBuilder()
                .put("custom", custom.build())
                .put("hashes", ListedFile.hashes(signed.envelope()))
                .whole("length", signed.envelope().length)
                .build();
    }

    /**
     * The same rule as among manifests: the sequence of a product only rises, and what was published never changes.
     *
     * @param roles everything that is vouched for
     * @throws RepositoryProblem when this target may not join it
     */
    public void requireAdmitted(Collection<TargetsBody> roles) throws RepositoryProblem {
        for (TargetsBody role : roles) {
            for (Map.Entry<String, Json.Members> target : role.targets().entrySet()) {
                requireAdmitted(target.getKey(), target.getValue());
            }
        }
    }

    private void requireAdmitted(String path, Json.Members there) throws RepositoryProblem {
        if (path.equals(path())) {
            if (!there.equals(described())) {
                throw new RepositoryProblem(path + " is in the repository with another content, sequence or precursors;"
                        + " a changed release needs a new version");
            }
        } else if (path.startsWith(prefix())
                && sequence(path, there) >= manifest().sequence()) {
            throw new RepositoryProblem(path() + " has sequence " + manifest().sequence() + ", and " + path + " has "
                    + sequence(path, there) + " already: the sequence must rise");
        }
    }

    static long sequence(String path, Json.Members described) throws RepositoryProblem {
        try {
            return Fields.of(path, described).object("custom").whole("sequence", 1);
        } catch (TufProblem e) {
            throw new RepositoryProblem("the repository is damaged: " + e.getMessage(), e);
        }
    }

    private Manifest manifest() {
        return signed.manifest();
    }

    private String prefix() {
        return manifest().release().product() + "/";
    }
}
