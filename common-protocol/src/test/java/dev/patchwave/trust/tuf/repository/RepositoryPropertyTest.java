package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.TopLevelRole;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an operator does, in whatever order, and wherever it is cut off: every client goes on, and gets what was published. */
class RepositoryPropertyTest {
    private static final int RUNS = 4;
    private static final int STEPS = 8;
    private static final List<TopLevelRole> ROLES = List.of(TopLevelRole.values());
    private static final List<String> PRODUCTS = List.of("app", "modem");

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void clientsOldAndNewFollowWhateverIsDone(int block) {
        long base = Long.getLong("seed", block * (long) RUNS);
        for (long seed = base; seed < base + RUNS; seed++) {
            try {
                new Run(seed).play();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("replay by -Dseed=" + seed, e);
            }
        }
    }

    private static final class Run {
        private final Random random;
        private final World world;
        private final TestClient faithful;
        private final TestClient late;

        Run(long seed) throws Exception {
            random = new Random(seed);
            world = World.founded();
            faithful = TestClient.shippedWith(world);
            late = TestClient.shippedWith(world);
        }

        void play() throws Exception {
            for (int step = 0; step < STEPS; step++) {
                List<FileWrite> writes = operation();
                requireTakenAtEachKill(writes);
                world.apply(writes);
                follow(faithful);
                if (random.nextInt(4) == 0) {
                    follow(late); // Several roots behind at a time.
                }
            }
            follow(late);
            follow(TestClient.shippedWith(world));
        }

        private List<FileWrite> operation() throws RepositoryProblem {
            world.now = world.now.plus(Duration.ofMinutes(random.nextInt(600)));
            String product = PRODUCTS.get(random.nextInt(PRODUCTS.size()));
            boolean delegated = world.state().roleOf(product).equals(product);
            return switch (random.nextInt(6)) {
                case 0, 1 -> world.rotate(ROLES.get(random.nextInt(ROLES.size())));
                case 2 -> delegated ? world.rotate(product) : world.delegate(product);
                case 3 -> world.edition().wake().sign(world.holders);
                default -> world.release(product);
            };
        }

        /** The draft of a root is what the operator's machine has beside the files; it stays until all is written. */
        private void requireTakenAtEachKill(List<FileWrite> writes) throws Exception {
            for (int done = 0; done <= writes.size(); done++) {
                var killed = killedAfter(writes.subList(0, done));
                faithful.copy().refresh(killed);
                TestClient.shippedWith(killed).refresh(killed);
            }
            var killed = killedAfter(writes.subList(0, random.nextInt(writes.size() + 1)));
            killed.apply(killed.release("app"));
            downloadAll(killed, faithful.copy());
        }

        private World killedAfter(List<FileWrite> written) {
            var killed = new World(world);
            killed.apply(written);
            return killed;
        }

        private void follow(TestClient client) throws Exception {
            world.apply(world.edition().wake().sign(world.holders));
            downloadAll(world, client);
        }

        private static void downloadAll(World there, TestClient client) throws Exception {
            var update = client.refresh(there);
            for (String path : there.releases()) {
                client.download(there, update, path);
            }
        }
    }
}
