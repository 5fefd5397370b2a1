package dev.patchwave.trust;

import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * The JSON of a manifest: what a publisher signs.
 *
 * <p>The same manifest always gives the same bytes. Its size is what limits how finely a patch may be cut: 12 MiB hold about
 * 93 000 segments, so a patch up to 91 GiB may use 1 MiB segments and one of 1 TiB needs 16 MiB.
 */
public final class ManifestCodec {
    /** The largest manifest, as JSON, that is written or read. */
    public static final int MAX_MANIFEST_BYTES = 12 << 20;

    /** The largest envelope that is written or read: base64 of the largest manifest, and room for signatures. */
    public static final int MAX_ENVELOPE_BYTES = (MAX_MANIFEST_BYTES / 3) * 4 + (64 << 10);

    /** The words of the format. */
    private record ManifestJson(
            String release,
            long sequence,
            long lengthBytes,
            int segmentSizeBytes,
            String sha256,
            List<String> segmentSha256,
            List<String> segmentTreeSha256,
            String published) {}

    private ManifestCodec() {}

    /**
     * The bytes to sign.
     *
     * @throws IllegalArgumentException when the patch is cut too finely for {@link #MAX_MANIFEST_BYTES}
     */
    public static byte[] encode(Manifest manifest) {
        byte[] json = TrustJson.write(new ManifestJson(
                manifest.release().toString(),
                manifest.sequence(),
                manifest.lengthBytes(),
                manifest.segmentSizeBytes(),
                manifest.digest().toString(),
                manifest.segmentDigests().stream().map(Digest::toString).toList(),
                manifest.treeRoots().stream().map(Digest::toString).toList(),
                manifest.published().toString()));
        if (json.length > MAX_MANIFEST_BYTES) {
            throw new IllegalArgumentException(manifest.segmentCount() + " segments make a manifest of " + json.length
                    + " bytes: at most " + MAX_MANIFEST_BYTES + ", take larger segments");
        }
        return json;
    }

    /**
     * Reads what {@link #encode} wrote; strictly, see {@link TrustJson}.
     *
     * @throws TrustProblem when the bytes are too many, no JSON, or describe no possible release
     */
    public static Manifest decode(byte[] json) throws TrustProblem {
        var read = TrustJson.read(json, ManifestJson.class, MAX_MANIFEST_BYTES);
        try {
            return new Manifest(
                    ReleaseId.parse(read.release),
                    read.sequence,
                    read.lengthBytes,
                    read.segmentSizeBytes,
                    Digest.parse(read.sha256),
                    read.segmentSha256.stream().map(ManifestCodec::digest).toList(),
                    read.segmentTreeSha256.stream().map(ManifestCodec::digest).toList(),
                    Instant.parse(read.published));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new TrustProblem(TrustProblem.Reason.MALFORMED, "no manifest: " + e.getMessage(), e);
        }
    }

    private static Digest digest(String hex) {
        if (hex == null) {
            throw new IllegalArgumentException("a segment digest is null");
        }
        return Digest.parse(hex);
    }
}
