package dev.patchwave.launcher.demo;

import dev.patchwave.status.ProgramStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** One performance of the demo: who does what when; what then happens is up to the programs. One thread. */
final class DemoRun {
    private static final String VERSION = "2.0";
    private static final String RELEASE = Configurations.PRODUCT + "@" + VERSION;
    private static final int LOOK_MILLIS = 150;
    private static final double SOURCE_STILL_PUSHING = 0.25;
    private static final double BOB_IN_THE_MIDDLE = 0.3;

    private final Path directory;
    private final Path patch;
    private final Scale scale;
    private final boolean tls;
    private final Screen screen;
    private final Story story = new Story();
    private final ConcurrentMap<String, Duration> begun = new ConcurrentHashMap<>();
    private final Map<String, Duration> finishedAfter = new TreeMap<>();
    private final long started = System.nanoTime();

    DemoRun(Path directory, Path patch, Scale scale, boolean tls, Screen screen) {
        this.tls = tls;
        this.directory = directory;
        this.patch = patch;
        this.scale = scale;
        this.screen = screen;
    }

    private Set<Safeguard> safeguards() {
        return tls ? EnumSet.allOf(Safeguard.class) : EnumSet.of(Safeguard.TOKENS, Safeguard.TRUST);
    }

    /** Plays it to the end. @return what went wrong; empty when nothing did */
    List<String> play() throws IOException {
        try (var deployment = new Deployment(directory, Cast.members(scale), safeguards());
                ExecutorService lookers = Executors.newVirtualThreadPerTaskExecutor()) {
            var hook = new Thread(deployment::close, "stop-demo");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                return play(deployment, lookers);
            } finally {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        }
    }

    private List<String> play(Deployment deployment, ExecutorService lookers) throws IOException {
        tell(String.format(Locale.ROOT, "patch: %s, %.1f MiB, as %s", patch, Files.size(patch) / 1048576.0, RELEASE));
        tell(
                tls
                        ? "everybody speaks HTTP by TLS; source and caches show each other certificates"
                        : "everybody speaks plain HTTP");
        tell("nobody fetches without a token; everybody believes a repository that is made for this run");
        tell("starting one source, two caches and the first clients ...");
        deployment.makeKeys();
        var early = new ArrayList<>(List.of("source"));
        Cast.CACHES.forEach(cache -> early.add(cache.name()));
        Cast.CLIENTS.stream().filter(Cast.Client::early).forEach(client -> early.add(client.name()));
        deployment.start(early);
        deployment.awaitUp(early);
        deployment.publish(
                patch, Configurations.PRODUCT, VERSION, scale.segmentSize().toString());
        tell("all are up; the release is published, the repository vouches for it, and nobody has it yet");
        return act(new Watch(deployment, lookers));
    }

    /** The order of events. Everything waited for is something that a program reported. */
    private List<String> act(Watch watch) throws IOException {
        watch.deployment.force(RELEASE, Cast.FIRST_AREA);
        tell("the admin has sent a SIP MESSAGE: area-1 must upgrade now");
        watch.until(now -> now.share("cache-1") >= SOURCE_STILL_PUSHING);
        // Bob is watched meanwhile: on a busy machine the command takes longer than he does.
        var secondOrder = watch.lookers.submit(() -> {
            watch.deployment.force(RELEASE, Cast.SECOND_AREA);
            return null;
        });
        tell("the admin sends a second MESSAGE: area-2 too, while the source still pushes to area-1");
        int owned = watch.until(now -> now.share(Cast.BOB) >= BOB_IN_THE_MIDDLE).owned(Cast.BOB);
        watch.deployment.kill(Cast.BOB);
        tell("kill -9 of Bob's process; it had reported " + owned + " segments");
        await(secondOrder);
        var late = Cast.CLIENTS.stream()
                .filter(client -> !client.early())
                .map(Cast.Client::name)
                .toList();
        watch.deployment.start(late);
        watch.deployment.start(List.of(Cast.BOB));
        story.bobCameBack(owned);
        tell("Jerry, Michael, Carol and Dave come on line in area-1, and Bob is started again");
        var last = watch.until(now -> Cast.CLIENTS.stream().allMatch(client -> now.installed(client.name()))
                && Cast.CACHES.stream().allMatch(cache -> now.share(cache.name()) == 1));
        screen.show(List.of());
        var verdict = new Verdict(last, finishedAfter, story);
        tell("");
        verdict.table().forEach(this::tell);
        tell("");
        return verdict.problems();
    }

    private void tell(String line) {
        screen.tell(line);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Looks at every program again and again, shows what it sees, and tells the steps when they happen. */
    private final class Watch {
        private final Deployment deployment;
        private final ExecutorService lookers;

        Watch(Deployment deployment, ExecutorService lookers) {
            this.deployment = deployment;
            this.lookers = lookers;
        }

        /** Returns the first snapshot that satisfies, or the last one when the demo's time is over. */
        Snapshot until(Predicate<Snapshot> enough) throws IOException {
            while (true) {
                var now = look();
                if (enough.test(now) || elapsed().compareTo(scale.limit()) > 0) {
                    return now;
                }
                pause();
            }
        }

        Snapshot look() {
            var programs = new ConcurrentHashMap<String, ProgramStatus>();
            var looks = deployment.names().stream()
                    .filter(deployment::isRunning)
                    .map(name -> lookers.submit(() -> deployment.status(name).map(told -> programs.put(name, told))))
                    .toList();
            looks.forEach(DemoRun::await);
            var now = new Snapshot(elapsed(), RELEASE, programs);
            Cast.CLIENTS.forEach(client -> time(client.name(), now));
            screen.show(Picture.of(now));
            story.observe(now).forEach(DemoRun.this::tell);
            return now;
        }

        private void time(String client, Snapshot now) {
            if (now.release(client).isPresent()) {
                begun.putIfAbsent(client, now.elapsed());
            }
            if (now.installed(client)) {
                finishedAfter.putIfAbsent(client, now.elapsed().minus(begun.get(client)));
            }
        }
    }

    private static void await(java.util.concurrent.Future<?> look) {
        try {
            look.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
