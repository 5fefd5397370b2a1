package dev.patchwave.store;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.trust.ManifestCodec;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.TrustProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one release: made all at once, and opened with what the journal and, where it cannot vouch, the digests of the
 * content say.
 */
final class ReleaseFolder {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseFolder.class);
    private static final String MANIFEST = "manifest.dsse.json";
    static final String CONTENT = "content";
    static final String PROGRESS = "progress";
    static final String TRANSFERS = "transfers";
    private static final String CHUNKS = "chunks";
    /** At a start no more than this is read again to find verified chunks: half a second of work. */
    private static final long MAX_ADOPTED_BYTES = 512 << 20;

    private final Path directory;

    ReleaseFolder(Path directory) {
        this.directory = directory;
    }

    /** Fills a fresh folder; all of it is durable when this returns, but not the folder's name. */
    void make(SignedManifest signed) throws IOException {
        Files.createDirectory(directory);
        DurableFiles.write(directory.resolve(MANIFEST), signed.envelope());
        try (var content = PlainFile.open(directory.resolve(CONTENT))) {
            content.setLength(signed.manifest().lengthBytes());
            content.sync();
        }
        Journal.create(directory.resolve(PROGRESS), Digest.of(signed.envelope()));
        TransferLedger.format(directory.resolve(TRANSFERS));
        DurableFiles.write(directory.resolve(CHUNKS), new byte[0]);
        DurableFiles.sync(directory);
    }

    /**
     * Opens the release.
     *
     * @throws TrustProblem when its manifest is damaged or missing: the release is unusable
     */
    SegmentStore open(StoreLimits limits) throws IOException, TrustProblem {
        var signed = readManifest();
        var manifest = signed.manifest();
        long foundBytes = lengthOf(directory.resolve(CONTENT));
        var opened = Journal.open(directory.resolve(PROGRESS), Digest.of(signed.envelope()), manifest.segmentCount());
        ContentFile content = null;
        LeafFile leaves = null;
        try {
            content = new ContentFile(directory.resolve(CONTENT), manifest.lengthBytes());
            var owned = settle(manifest, opened, content, foundBytes);
            leaves = LeafFile.open(directory.resolve(CHUNKS), manifest);
            var arrivals = adopt(manifest, content, leaves, owned);
            var ledger = TransferLedger.open(directory.resolve(TRANSFERS));
            return new SegmentStore(
                    directory, signed, content, opened.journal(), ledger, leaves, arrivals, owned, limits);
        } catch (IOException e) {
            opened.journal().close();
            if (content != null) {
                content.close();
            }
            if (leaves != null) {
                leaves.close();
            }
            throw e;
        }
    }

    private SignedManifest readManifest() throws IOException, TrustProblem {
        var file = directory.resolve(MANIFEST);
        try (var in = Files.newInputStream(file)) {
            var signed = SignedManifest.readBack(in.readNBytes(ManifestCodec.MAX_ENVELOPE_BYTES + 1));
            String name = signed.manifest().release().toString();
            if (!directory.endsWith(name)) {
                throw new TrustProblem(TrustProblem.Reason.MALFORMED, file + " is the manifest of " + name);
            }
            return signed;
        } catch (NoSuchFileException e) {
            throw new TrustProblem(TrustProblem.Reason.MALFORMED, file + " is missing", e);
        }
    }

    /** What is owned. Digests are looked at only where the journal or the length of the content leaves a doubt. */
    private SortedMap<Integer, Optional<HolderKind>> settle(
            Manifest manifest, Journal.Opened opened, ContentFile content, long foundBytes) throws IOException {
        boolean cutShort = foundBytes < manifest.lengthBytes();
        if (opened.whole() && !cutShort) {
            return opened.entries();
        }
        LOG.atWarn()
                .addKeyValue("release", manifest.release())
                .addKeyValue("bytes", foundBytes)
                .addKeyValue("reason", cutShort ? "content too short" : "journal damaged")
                .log("checking the digests of stored segments");
        var check = new ContentCheck(manifest, content.reader());
        var owned = new TreeMap<Integer, Optional<HolderKind>>();
        for (int segment = 0; segment < manifest.segmentCount(); segment++) {
            boolean vouched = opened.entries().containsKey(segment);
            boolean doubted = vouched ? cutShort : !opened.whole();
            boolean there = manifest.segmentOffsetBytes(segment) < foundBytes;
            if (doubted ? there && check.isSound(segment) : vouched) {
                owned.put(segment, opened.entries().getOrDefault(segment, Optional.empty()));
            }
        }
        content.sync();
        opened.journal()
                .rewrite(owned.entrySet().stream()
                        .map(entry -> new Journal.Entry(entry.getKey(), entry.getValue()))
                        .toList());
        return owned;
    }

    /** What of the other segments is on disk and right, chunk by chunk: a fetch goes on behind it. */
    private static Arrivals adopt(
            Manifest manifest, ContentFile content, LeafFile leaves, SortedMap<Integer, Optional<HolderKind>> owned)
            throws IOException {
        var arrivals = new Arrivals();
        var check = new ContentCheck(manifest, content.reader());
        long adoptedBytes = 0;
        for (int segment = 0; segment < manifest.segmentCount(); segment++) {
            var tree = owned.containsKey(segment) ? Optional.<ChunkTree>empty() : leaves.read(segment);
            if (tree.isPresent() && adoptedBytes < MAX_ADOPTED_BYTES) {
                int verifiedBytes = check.verifiedBytes(segment, tree.get());
                arrivals.adopt(segment, tree.get(), verifiedBytes);
                adoptedBytes += verifiedBytes;
            }
        }
        return arrivals;
    }

    private static long lengthOf(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
