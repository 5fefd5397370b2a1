package dev.patchwave.trust.tuf.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.patchwave.trust.tuf.TufProblem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files that a disk, a web server or a carrier of drafts changed: told as such, whatever they have become, and never believed. */
class DamagedFilesTest {
    private static final int ROUNDS = 250;
    private static final List<String> SNIPPETS =
            List.of("-1", "null", "[]", "{}", "\"\"", "9999999999", "\u0000", "1.5", "true");

    @Test
    void everyDamageIsAProblemAndNoSurprise() throws Exception {
        var world = World.founded();
        world.apply(world.delegate("app"));
        world.apply(world.release("app"));
        var good = world.state();
        long base = Long.getLong("seed", 0L);
        for (long seed = base; seed < base + ROUNDS; seed++) {
            var random = new Random(seed);
            var names = world.files.keySet().stream()
                    .filter(name -> name.startsWith("metadata/"))
                    .toList();
            String name = names.get(random.nextInt(names.size()));
            byte[] before = world.files.get(name);
            world.files.put(name, damaged(before, random));
            requireToldOrHarmless(world, good, "-Dseed=" + seed + ", " + name);
            world.files.put(name, before);
        }
        world.state();
    }

    /** Only a change that changes nothing that is signed, or a file that nobody asks for, may pass. */
    private static void requireToldOrHarmless(World world, RepositoryState good, String replay) {
        try {
            var state = world.state();
            assertEquals(signed(good), signed(state), replay);
        } catch (RepositoryProblem told) {
            assertEquals(RepositoryProblem.class, told.getClass());
        } catch (RuntimeException surprise) {
            throw new AssertionError(replay, surprise);
        }
    }

    private static List<Object> signed(RepositoryState state) {
        return List.of(
                state.root().orElseThrow().body(),
                state.timestamp().orElseThrow().body(),
                state.snapshot().orElseThrow().body(),
                state.targets().values().stream().map(Held::body).toList());
    }

    private static byte[] damaged(byte[] file, Random random) {
        if (random.nextBoolean()) {
            byte[] flipped = file.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            return flipped;
        }
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + random.nextInt(40));
        String snippet = SNIPPETS.get(random.nextInt(SNIPPETS.size()));
        return (text.substring(0, from) + snippet + text.substring(to)).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aDraftThatIsNoneIsSaid() {
        for (String file : List.of("", "{}", "[]", "{\"signed\":{},\"signatures\":[]}", "{\"signatures\":{}}")) {
            byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
            assertThrows(TufProblem.class, () -> RootDraft.read(Optional.empty(), bytes), file);
        }
    }
}
