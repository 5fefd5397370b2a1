package dev.patchwave.source.sip;

import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.SipRequest;
import java.util.concurrent.CompletableFuture;

/** Keeps what clients report, before they are told that it arrived. Any thread. */
@FunctionalInterface
interface ReportKeeper {
    /** Completed when the report is safe; exceptionally when it is not, and has to come again. */
    CompletableFuture<Void> keep(SubscriberId subscriber, Signal.UpgradeReport report, SipRequest request);
}
