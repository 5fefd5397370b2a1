package dev.patchwave.launcher.demo;

import dev.patchwave.status.ReleaseStatus;
import dev.patchwave.swarm.HolderKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table at the end of the demo and what, if anything, is wrong with it. Pure. */
final class Verdict {
    private static final String ROW = "%-8s %-7s %9s %9s %11s %9s %9s %7s  %s";

    private final Snapshot last;
    private final Map<String, Duration> finishedAfter;
    private final Story story;

    /** @param finishedAfter by client, from its NOTIFY or start to the installed release */
    Verdict(Snapshot last, Map<String, Duration> finishedAfter, Story story) {
        this.last = last;
        this.finishedAfter = finishedAfter;
        this.story = story;
    }

    List<String> table() {
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT,
                ROW,
                "",
                "domain",
                "source",
                "own cache",
                "other cache",
                "peers",
                "twice",
                "time",
                "digest"));
        Cast.CACHES.forEach(cache -> lines.add(row(cache.name(), cache.domain())));
        Cast.CLIENTS.forEach(client -> lines.add(row(client.name(), client.domain())));
        return lines;
    }

    /** One line for each broken promise; empty when all is well. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        Cast.CLIENTS.forEach(client -> problemsOf(client.name(), problems));
        if (Cast.CLIENTS.stream().allMatch(client -> last.bytesFrom(client.name(), "peer") == 0)) {
            problems.add("no byte came from a peer");
        }
        if (last.bytesFrom("cache-2", "other-cache") == 0) {
            problems.add("cache-2 took nothing from cache-1");
        }
        if (story.bobLost() > 0) {
            problems.add(
                    "bob fetched " + story.bobLost() + " verified segments twice: they were lost when he was killed");
        }
        problems.addAll(story.missing());
        return problems;
    }

    private void problemsOf(String client, List<String> problems) {
        var held = last.release(client);
        if (held.isEmpty() || !last.installed(client)) {
            problems.add(client + " did not install the patch ("
                    + last.program(client).map(status -> status.state()).orElse("not running") + ", "
                    + last.owned(client) + " of " + last.segments(client) + " segments)");
        } else if (!held.get().digestEqual()) {
            problems.add(client + " installed a file with another digest: "
                    + held.get().digest());
        }
        held.filter(status -> status.verifiedFetchedTwiceSegments() > 0)
                .ifPresent(status -> problems.add(
                        client + " fetched " + status.verifiedFetchedTwiceSegments() + " verified segments twice"));
    }

    private String row(String name, String domain) {
        var held = last.release(name);
        var cells = new ArrayList<Object>(List.of(name, domain));
        Arrays.asList(HolderKind.SOURCE, HolderKind.OWN_CACHE, HolderKind.OTHER_CACHE, HolderKind.PEER)
                .forEach(kind -> cells.add(mebibytes(last.bytesFrom(name, kind.word()))));
        cells.add(held.map(ReleaseStatus::fetchedTwiceBytes)
                .map(Verdict::kibibytes)
                .orElse("-"));
        cells.add(finishedAfter.containsKey(name) ? seconds(finishedAfter.get(name)) : "-");
        cells.add(held.map(Verdict::digestWord).orElse("missing"));
        return String.format(Locale.ROOT, ROW, cells.toArray());
    }

    private static String digestWord(ReleaseStatus held) {
        if (held.state().equals("full")) {
            return "all segments verified";
        }
        return held.digestEqual() ? "equal" : held.state();
    }

    private static String mebibytes(long bytes) {
        return bytes == 0 ? "." : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }

    private static String kibibytes(long bytes) {
        return bytes == 0 ? "0" : String.format(Locale.ROOT, "%d KiB", (bytes + 1023) / 1024);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
