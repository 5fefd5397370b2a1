package dev.patchwave.launcher;

import dev.patchwave.client.app.ClientProgress;
import dev.patchwave.swarm.HolderKind;
import java.util.Locale;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A client's progress for the person at the terminal: segments, bytes a second, and from whom. One thread. */
final class ClientBar implements AutoCloseable {
    private final ProgressBar bar = new ProgressBarBuilder()
            .setTaskName("patch")
            .setInitialMax(0)
            .setUnit(" segments", 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(250)
            .hideEta()
            .build();

    void show(ClientProgress progress) {
        bar.maxHint(progress.segments());
        bar.stepTo(progress.ownedSegments());
        bar.setExtraMessage(describe(progress));
    }

    private static String describe(ClientProgress progress) {
        String from = progress.ownedBytesFrom().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> word(entry.getKey()) + " " + (entry.getValue() >> 20) + " MiB")
                .collect(Collectors.joining(", "));
        String peers = progress.servingPeers() == 0 ? "" : ", serving " + progress.servingPeers();
        return String.format(
                Locale.ROOT,
                " %s %s %.1f MB/s %s%s",
                progress.state(),
                progress.release().map(Object::toString).orElse("version " + progress.version()),
                progress.bytesPerSecond() / 1e6,
                from,
                peers);
    }

    private static String word(HolderKind kind) {
        return kind.word().replace('-', ' ');
    }

    @Override
    public void close() {
        bar.close();
    }
}
