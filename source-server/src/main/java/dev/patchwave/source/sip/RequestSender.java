package dev.patchwave.source.sip;

import dev.patchwave.signal.sip.OutgoingRequest;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipFailure;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.source.core.CampaignEvent;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests of the source and tells how each ended, once, on the endpoint's threads. Any thread.
 *
 * @param campaigns hears when the next hop asks for fewer requests (RFC 7339)
 */
record RequestSender(SipEndpoint endpoint, CampaignInbox campaigns) {
    private static final Logger LOG = LoggerFactory.getLogger(RequestSender.class);
    private static final Duration PATIENCE = Duration.ofSeconds(32); // Timer F (RFC 3261 17.1.2.2).

    void send(OutgoingRequest request, Consumer<SipResponse> answered, Consumer<SipFailure> failed) {
        endpoint.send(request, PATIENCE)
                .handle((response, thrown) -> {
                    if (thrown == null) {
                        response.overload()
                                .ifPresent(wish -> campaigns.offer(
                                        new CampaignEvent.NetworkPressed(wish.lossPercent(), wish.validity())));
                        answered.accept(response);
                    } else {
                        failed.accept(failure(thrown));
                    }
                    return null;
                })
                .exceptionally(fault -> {
                    LOG.atError().setCause(fault).log("what follows an answer failed");
                    return null;
                });
    }

    private static SipFailure failure(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (cause instanceof SipFailure failure) {
            return failure;
        }
        throw new IllegalStateException("a request failed in a way that it should not", cause);
    }
}
