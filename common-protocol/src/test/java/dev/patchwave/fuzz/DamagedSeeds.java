package dev.patchwave.fuzz;

import static org.junit.jupiter.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The random part of a fuzz test in an ordinary build: each {@link FuzzTest} of a class gets its seeds damaged at random, some hundred
 * times, or {@code fuzz.cases} times. No search like Jazzer's ({@code system-tests/fuzz}), but it needs no agent and takes a moment.
 */
public final class DamagedSeeds {
    /** Of each fuzz test; {@code -Dfuzz.cases} says how many else. */
    private static final int INPUTS_EACH = Integer.getInteger("fuzz.cases", 400);

    private static final int DAMAGES_LIMIT_COUNT = 6;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Where grammars branch. */
    private static final byte[] TELLING =
            "\0\t\r\n \"'%&()*+,-./0189:;<=>?@A[\\]^_`{|}~\177\200\377".getBytes(StandardCharsets.ISO_8859_1);

    private DamagedSeeds() {}

    /** One test for each fuzz test of {@code instance}. A failure tells the seed, which {@code -Dpatchwave.seed} replays. */
    public static Stream<DynamicTest> of(Object instance) {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        return Arrays.stream(instance.getClass().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> DynamicTest.dynamicTest(
                        method.getName() + " seed " + seed, () -> damage(instance, method, seed)));
    }

    private static void damage(Object instance, Method method, long seed) throws IOException, URISyntaxException {
        method.setAccessible(true);
        Random random = new Random(seed);
        List<byte[]> seeds = seeds(instance.getClass(), method);
        for (int i = 0; i < INPUTS_EACH; i++) {
            byte[] input = damaged(seeds, random);
            long started = System.nanoTime();
            run(instance, method, input, seed);
            if (System.nanoTime() - started > PATIENCE_NANOS) {
                fail("seed " + seed + ": slow over " + Base64.getEncoder().encodeToString(input));
            }
        }
    }

    private static void run(Object instance, Method method, byte[] input, long seed) {
        try {
            method.invoke(instance, (Object) input);
        } catch (InvocationTargetException e) {
            String base64 = Base64.getEncoder().encodeToString(input);
            throw new AssertionError("seed " + seed + ", input " + base64, e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<byte[]> seeds(Class<?> type, Method method) throws IOException, URISyntaxException {
        List<byte[]> seeds = new ArrayList<>();
        URL folder = type.getResource(type.getSimpleName() + "Inputs/" + method.getName());
        if (folder == null) {
            return fail("no seeds for " + type.getSimpleName() + "." + method.getName());
        }
        try (var files = Files.list(Path.of(folder.toURI()))) {
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
        }
        return seeds;
    }

    private static byte[] damaged(List<byte[]> seeds, Random random) {
        byte[] input = seeds.get(random.nextInt(seeds.size()));
        for (int left = random.nextInt(1, DAMAGES_LIMIT_COUNT); left > 0; left--) {
            int at = random.nextInt(input.length + 1);
            input = switch (random.nextInt(6)) {
                case 0 -> replaced(input, at, Math.min(input.length, at + 1), new byte[] {(byte) random.nextInt(256)});
                case 1 -> replaced(input, at, at, new byte[] {TELLING[random.nextInt(TELLING.length)]});
                case 2 -> replaced(input, at, Math.min(input.length, at + random.nextInt(1, 9)), new byte[0]);
                case 3 -> replaced(input, at, at, Arrays.copyOfRange(input, at, Math.min(input.length, at + 20)));
                case 4 -> Arrays.copyOf(input, at);
                default -> spliced(input, at, seeds.get(random.nextInt(seeds.size())), random);
            };
        }
        return input;
    }

    private static byte[] spliced(byte[] input, int at, byte[] other, Random random) {
        return replaced(
                input, at, input.length, Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
    }

    private static byte[] replaced(byte[] input, int from, int to, byte[] by) {
        byte[] result = Arrays.copyOf(input, input.length - (to - from) + by.length);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(input, to, result, from + by.length, input.length - to);
        return result;
    }
}
