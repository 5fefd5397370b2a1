package dev.patchwave.launcher.publish;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.status.ReleaseStatus;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.ManifestVerifier;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.TrustProblem;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Publishes one file: cut, digest, sign, send what the source lacks. Constant memory, whatever the length; one that broke off is
 * gone on with by the same call.
 */
final class Publication {
    private final Path file;
    private final ReleaseId release;
    private final PublisherKey key;
    private final SourceUpload source;
    private final int segmentSizeBytes;

    Publication(Path file, ReleaseId release, int segmentSizeBytes, PublisherKey key, SourceUpload source) {
        this.file = file;
        this.release = release;
        this.segmentSizeBytes = segmentSizeBytes;
        this.key = key;
        this.source = source;
    }

    /** What is known of the product elsewhere than at the source. */
    interface Vouched {
        /** Nothing. */
        Vouched NOTHING = new Vouched() {
            @Override
            public Optional<byte[]> envelope(ReleaseId release) {
                return Optional.empty();
            }

            @Override
            public long newestSequence() {
                return 0;
            }
        };

        /** The envelope of that release, when there is one. */
        Optional<byte[]> envelope(ReleaseId release) throws IOException;

        /** 0 when there is no release. */
        long newestSequence() throws IOException;
    }

    /**
     * Reads the file, and signs its manifest unless that was done before. Tells nobody.
     *
     * @param sequence empty takes the next after the product's newest at the source, and of {@code vouched}
     * @param digested told the bytes read so far
     * @throws IOException in one line, when the file cannot be published
     */
    SignedManifest sign(OptionalLong sequence, Vouched vouched, LongConsumer digested) throws IOException {
        // The file first: a bad one is refused without asking anybody.
        var cut = new PatchCutter(release, sequence.orElse(1), segmentSizeBytes, Instant.now()).cut(file, digested);
        var known = source.manifest(release);
        if (known.isEmpty()) {
            known = vouched.envelope(release); // Of a publish that broke off, or that the source refused.
        }
        if (known.isPresent()) {
            return sameContent(known.get(), cut);
        }
        long newest = sequence.isPresent() ? 0 : Math.max(newestSequence(), vouched.newestSequence());
        return new ManifestSigner(key).sign(sequence.isPresent() ? cut : cut.withSequence(newest + 1));
    }

    /** Agrees with the source on the manifest. @throws IOException in one line, when the source refuses it */
    void announce(SignedManifest signed) throws IOException {
        if (source.manifest(release).isEmpty()) {
            source.putManifest(release, signed.envelope());
        }
    }

    /**
     * Sends the segments that the source lacks.
     *
     * @param sent told the bytes that the source has so far
     */
    void send(Manifest manifest, LongConsumer sent) throws IOException {
        try (var patch = FileChannel.open(file)) {
            long done = 0;
            for (int segment = 0; segment < manifest.segmentCount(); segment++) {
                if (!source.hasSegment(release, segment)) {
                    byte[] bytes = read(patch, manifest, segment);
                    var chunks = ChunkTree.of(ByteBuffer.wrap(bytes));
                    if (!chunks.root().equals(manifest.treeRoot(segment))) {
                        throw new IOException(file + " changed while it was being published");
                    }
                    source.putSegment(release, segment, chunks, bytes);
                }
                done += manifest.segmentLengthBytes(segment);
                sent.accept(done);
            }
        }
    }

    private byte[] read(FileChannel patch, Manifest manifest, int segment) throws IOException {
        var bytes = ByteBuffer.allocate(manifest.segmentLengthBytes(segment));
        while (bytes.hasRemaining()) {
            if (patch.read(bytes, manifest.segmentOffsetBytes(segment) + bytes.position()) < 0) {
                throw new EOFException(file + " became shorter while it was being published");
            }
        }
        return bytes.array();
    }

    private long newestSequence() throws IOException {
        return source.status().releases().stream()
                .filter(held -> ReleaseId.parse(held.release()).product().equals(release.product()))
                .mapToLong(ReleaseStatus::sequence)
                .max()
                .orElse(0);
    }

    /** The release is known: fine when it is this very patch, signed by this very publisher. */
    private SignedManifest sameContent(byte[] envelope, Manifest cut) throws IOException {
        try {
            var known = new ManifestVerifier(List.of(key.publicKey())).verify(envelope);
            if (known.manifest().segmentDigests().equals(cut.segmentDigests())) {
                return known;
            }
        } catch (TrustProblem e) {
            throw new IOException(release + " is already published by another key: " + e.getMessage(), e);
        }
        throw new IOException(
                release + " is already published with another content; a changed patch needs a new version");
    }
}
