package dev.patchwave.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChunkTreeTest {
    private static final int CHUNK = ChunkTree.CHUNK_BYTES;

    /** The entries of the reference tree that Certificate Transparency's implementations test with (RFC 6962, RFC 9162 2.1). */
    private static final String[] ENTRIES = {
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
    };

    @ParameterizedTest
    @CsvSource({
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    })
    void theRootIsThatOfTheReferenceTree(int entries, String root) {
        var leaves = new ByteArrayOutputStream();
        for (var entry : List.of(ENTRIES).subList(0, entries)) {
            leaves.writeBytes(sha256(new byte[] {0}, HexFormat.of().parseHex(entry)));
        }
        assertEquals(
                Digest.parse(root),
                ChunkTree.ofLeaves(entries * CHUNK, leaves.toByteArray()).root());
    }

    @Test
    void anySegmentHasTheTreeThatTheDefinitionGives() {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 40; i++) {
            byte[] segment = new byte[randomLength(random)];
            random.nextBytes(segment);
            var chunks = new ArrayList<byte[]>();
            for (int at = 0; at < segment.length; at += CHUNK) {
                chunks.add(Arrays.copyOfRange(segment, at, Math.min(segment.length, at + CHUNK)));
            }

            var tree = ChunkTree.of(ByteBuffer.wrap(segment));

            assertEquals(chunks.size(), tree.chunkCount(), "seed " + seed);
            assertEquals(HexFormat.of().formatHex(head(chunks)), tree.root().toString(), "seed " + seed);
            assertEquals(tree, ChunkTree.fromBase64(segment.length, tree.toBase64()), "seed " + seed);
            int chunk = random.nextInt(chunks.size());
            byte[] leaf = sha256(new byte[] {0}, chunks.get(chunk));
            assertTrue(tree.isLeaf(chunk, leaf), "seed " + seed);
            leaf[random.nextInt(leaf.length)]++;
            assertFalse(tree.isLeaf(chunk, leaf), "seed " + seed);
        }
    }

    @Test
    void aTreeThatIsMadeBesideADigestIsTheSame() {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int length : new int[] {1, 62, 63, 64, 65, 127, 128, CHUNK - 1, CHUNK, CHUNK + 1, randomLength(random)}) {
            byte[] around = new byte[length + 5];
            random.nextBytes(around);
            var segment = ByteBuffer.wrap(around, 2, length + 1).slice().position(1);
            var digest = Digest.sha256();

            var tree = ChunkTree.of(segment.duplicate(), digest);

            assertEquals(ChunkTree.of(segment.duplicate()), tree, length + " bytes, seed " + seed);
            assertEquals(Digest.of(segment), Digest.finish(digest), length + " bytes, seed " + seed);
        }
    }

    @Test
    void leavesOfAnotherLengthAreNone() {
        var tree = ChunkTree.of(ByteBuffer.allocate(3 * CHUNK));

        assertEquals(tree, ChunkTree.fromBase64(2 * CHUNK + 1, tree.toBase64()));
        assertThrows(IllegalArgumentException.class, () -> ChunkTree.fromBase64(2 * CHUNK, tree.toBase64()));
        assertThrows(IllegalArgumentException.class, () -> ChunkTree.fromBase64(3 * CHUNK + 1, tree.toBase64()));
        assertThrows(IllegalArgumentException.class, () -> ChunkTree.fromBase64(3 * CHUNK, "no base64!"));
    }

    private static int randomLength(RandomGenerator random) {
        int chunks = 1 + random.nextInt(20);
        return switch (random.nextInt(3)) {
            case 0 -> chunks * CHUNK;
            case 1 -> chunks * CHUNK - 1;
            default -> (chunks - 1) * CHUNK + 1 + random.nextInt(CHUNK);
        };
    }

    /** RFC 9162 2.1.1, word for word. */
    private static byte[] head(List<byte[]> entries) {
        if (entries.size() == 1) {
            return sha256(new byte[] {0}, entries.getFirst());
        }
        int k = 1;
        while (2 * k < entries.size()) {
            k *= 2;
        }
        return sha256(new byte[] {1}, head(entries.subList(0, k)), head(entries.subList(k, entries.size())));
    }

    private static byte[] sha256(byte[]... parts) {
        var sha256 = Digest.sha256();
        for (byte[] part : parts) {
            sha256.update(part);
        }
        return sha256.digest();
    }
}
