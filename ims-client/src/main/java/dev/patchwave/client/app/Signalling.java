package dev.patchwave.client.app;

import dev.patchwave.client.core.Receipt;
import dev.patchwave.client.core.UpgradeOrder;
import dev.patchwave.signal.Signal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a client needs of SIP. Any thread; nothing here waits for the network. */
interface Signalling extends AutoCloseable {
    /** Takes what the service says. Called on SIP threads, so it must return soon. */
    interface Inbox {
        void told(UpgradeOrder order);

        /** A publisher's order to stop or resume, not verified. */
        void stop(String order);

        /** The network does not want this client, from the start: somebody must change the configuration. */
        void refused(String reason);
    }

    /** Registers and subscribes with {@code version}, and stays so over losses. Once. @throws IOException when a port cannot be opened */
    void start(String version, Inbox inbox) throws IOException;

    /** Subscribes with another version from now on. */
    void subscribeAs(String version);

    /** Asks once for the newest release; what comes of it comes as a requested order. */
    void check();

    /** Sends a report to the service. Completed with what became of it, never exceptionally. */
    CompletableFuture<Receipt> report(Signal.UpgradeReport report);

    /** Asks the service for a fetch token. Completed with it, or empty when there is none now; perhaps exceptionally. */
    CompletableFuture<Optional<String>> askToken(Signal.TokenAsk ask);

    /** Takes leave as far as the other side answers soon. */
    @Override
    void close();
}
