package dev.patchwave.cache.app;

import dev.patchwave.signal.ContentIndirection;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.sip.ServiceIdentity;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.UserAgentListener;
import dev.patchwave.signal.sip.UserAgentState;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the source's NOTIFYs into fill orders, and passes on its orders to stop. Nothing else that comes by SIP is obeyed. */
final class CacheSignalling implements UserAgentListener {
    private static final Logger LOG = LoggerFactory.getLogger(CacheSignalling.class);
    private static final int OK = 200;
    private static final int NOT_ALLOWED = 403;

    private final FillShell fills;
    private final Consumer<List<String>> stops;
    private final ServiceIdentity service;

    /** @param stops takes orders to stop; must not wait */
    CacheSignalling(FillShell fills, Consumer<List<String>> stops, ServiceIdentity service) {
        this.fills = fills;
        this.stops = stops;
        this.service = service;
    }

    @Override
    public void onNotify(SipRequest notify, boolean polled) {
        if (!service.notified(notify)) {
            LOG.atWarn().addKeyValue("callId", notify.callId()).log("NOTIFY ignored: not from the service");
            return;
        }
        if (notify.body().isEmpty()) {
            return; // Nothing to fill now.
        }
        try {
            var order = ContentIndirection.parse(
                            notify.body().contentType(), notify.body().bytes())
                    .fillOrder();
            fills.ordered(order.release(), order.sequence(), order.manifestUri());
        } catch (SignalProblem e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("NOTIFY not understood");
        }
    }

    @Override
    public int onMessage(SipRequest message) {
        try {
            if (service.sent(message)
                    && SignalCodec.decode(message.body().bytes()) instanceof Signal.StopOrdered(var order)) {
                stops.accept(List.of(order));
                return OK;
            }
        } catch (SignalProblem e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("MESSAGE not understood");
        }
        return NOT_ALLOWED;
    }

    @Override
    public void onState(UserAgentState state) {
        switch (state) {
            case UserAgentState.Registered(var until) ->
                LOG.atInfo().addKeyValue("until", until).log("registered");
            case UserAgentState.IdentityReplaced replaced ->
                LOG.atWarn().log("the network gives us another identity than the configured one");
            case UserAgentState.Subscribed(var until) ->
                LOG.atInfo().addKeyValue("until", until).log("subscribed");
            case UserAgentState.RegistrationFailed failed ->
                LOG.atWarn()
                        .addKeyValue("status", failed.status())
                        .addKeyValue("reason", failed.reason())
                        .addKeyValue("retryAt", failed.retryAt())
                        .log("registration failed");
            case UserAgentState.SubscriptionEnded ended ->
                LOG.atWarn()
                        .addKeyValue("status", ended.status())
                        .addKeyValue("reason", ended.reason())
                        .log("subscription ended");
            case UserAgentState.PollEnded ended -> LOG.atDebug().log("poll ended");
            case UserAgentState.Closed() -> LOG.atInfo().log("de-registered");
        }
    }
}
