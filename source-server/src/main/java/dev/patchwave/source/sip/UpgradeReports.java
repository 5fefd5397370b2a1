package dev.patchwave.source.sip;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.Charging;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Hears of each upgrade report that is well-formed and of its sender's device. Any thread. */
@FunctionalInterface
public interface UpgradeReports {
    /**
     * Takes one.
     *
     * @param domain where the client is
     * @param ofRegistration what the network said when the client registered; reads the disk
     * @param ofReport what it said of the report itself
     * @return completed when nothing of it can be lost any more; exceptionally when the report has to come again
     */
    CompletableFuture<Void> heard(
            Signal.UpgradeReport report,
            SubscriberId subscriber,
            DomainId domain,
            Supplier<Charging> ofRegistration,
            Charging ofReport);
}
