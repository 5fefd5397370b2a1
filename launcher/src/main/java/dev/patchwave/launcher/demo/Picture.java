package dev.patchwave.launcher.demo;

import dev.patchwave.status.ReleaseStatus;
import dev.patchwave.swarm.HolderKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The live picture: a bar for every cache and client, coloured by where the segments came from. Pure. */
final class Picture {
    private static final int BAR_CELLS = 40;
    private static final String RESET = "\u001b[0m";

    private Picture() {}

    static List<String> of(Snapshot now) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "  %5.1f s   %s source  %s own cache  %s other cache  %s peers",
                now.elapsed().toMillis() / 1000.0,
                cells(HolderKind.SOURCE, 2),
                cells(HolderKind.OWN_CACHE, 2),
                cells(HolderKind.OTHER_CACHE, 2),
                cells(HolderKind.PEER, 2)));
        Cast.CACHES.forEach(cache -> lines.add(row(now, cache.name(), cache.domain())));
        Cast.CLIENTS.forEach(client -> lines.add(row(now, client.name(), client.domain())));
        return lines;
    }

    private static String row(Snapshot now, String name, String domain) {
        var held = now.release(name);
        return String.format(
                Locale.ROOT,
                "  %-8s %-7s %s %3d%%  %s",
                name,
                domain,
                held.map(Picture::bar).orElse(".".repeat(BAR_CELLS)),
                Math.round(100 * now.share(name)),
                held.map(ReleaseStatus::state)
                        .or(() -> now.program(name).map(status -> status.state()))
                        .orElse("off line"));
    }

    private static String bar(ReleaseStatus held) {
        var bar = new StringBuilder();
        int used = 0;
        long sum = 0;
        for (HolderKind kind : HolderKind.values()) {
            sum += held.ownedBytesFrom(kind.word());
            int upTo = (int) (sum * BAR_CELLS / Math.max(1, held.lengthBytes()));
            bar.append(cells(kind, upTo - used));
            used = Math.max(used, upTo);
        }
        return bar.append(".".repeat(Math.max(0, BAR_CELLS - used))).toString();
    }

    private static String cells(HolderKind kind, int count) {
        return count <= 0 ? "" : colour(kind) + "█".repeat(count) + RESET;
    }

    private static String colour(HolderKind kind) {
        return switch (kind) {
            case SOURCE -> "\u001b[31m";
            case OWN_CACHE -> "\u001b[34m";
            case OTHER_CACHE -> "\u001b[35m";
            case PEER -> "\u001b[32m";
        };
    }
}
