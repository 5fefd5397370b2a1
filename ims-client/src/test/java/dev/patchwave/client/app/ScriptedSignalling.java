package dev.patchwave.client.app;

import dev.patchwave.client.core.Receipt;
import dev.patchwave.client.core.UpgradeOrder;
import dev.patchwave.signal.Signal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The SIP side as the test writes it. */
final class ScriptedSignalling implements Signalling {
    private final List<String> versions = new CopyOnWriteArrayList<>();
    private final List<Signal.UpgradeReport> reports = new CopyOnWriteArrayList<>();
    private final AtomicInteger checks = new AtomicInteger();
    private volatile Inbox inbox;

    void tell(UpgradeOrder order) {
        inbox.told(order);
    }

    void stop(String order) {
        inbox.stop(order);
    }

    /** What it subscribed with, in order. */
    List<String> versions() {
        return versions;
    }

    List<Signal.UpgradeReport> reports() {
        return reports;
    }

    int checks() {
        return checks.get();
    }

    @Override
    public void start(String version, Inbox newInbox) {
        inbox = newInbox;
        versions.add(version);
    }

    @Override
    public void subscribeAs(String version) {
        versions.add(version);
    }

    @Override
    public void check() {
        checks.incrementAndGet();
    }

    @Override
    public CompletableFuture<Receipt> report(Signal.UpgradeReport report) {
        reports.add(report);
        return CompletableFuture.completedFuture(new Receipt.Taken());
    }

    @Override
    public CompletableFuture<Optional<String>> askToken(Signal.TokenAsk ask) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public void close() {}
}
