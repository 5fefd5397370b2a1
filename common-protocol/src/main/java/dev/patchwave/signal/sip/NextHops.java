package dev.patchwave.signal.sip;

import gov.nist.javax.sip.header.Via;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What each next hop has asked of us by {@code oc} (RFC 7339), as far as it asked anything. Any thread. */
final class NextHops {
    /** More hops that are overloaded at once are not listened to. */
    private static final int OVERLOADED_LIMIT_HOPS = 1_000;

    private final Map<Destination, OverloadControl> byHop = new LinkedHashMap<>();
    private volatile boolean quiet = true; // Spares the usual case the lock.

    /** Takes the Via of ours that a response of that hop brought back, and says what holds from now on. */
    Optional<OverloadFeedback> heard(Destination hop, Via via, long now) {
        var told = new OverloadControl.Parameters(
                parameter(via, "oc"),
                parameter(via, "oc-algo"),
                parameter(via, "oc-validity"),
                parameter(via, "oc-seq"));
        return quiet && told.oc().isEmpty() ? Optional.empty() : heard(hop, told, now);
    }

    private synchronized Optional<OverloadFeedback> heard(Destination hop, OverloadControl.Parameters told, long now) {
        OverloadControl control = byHop.get(hop);
        if (told.oc().isPresent()) {
            control = control == null ? fresh(hop, now) : control;
            control.on(told, now);
        }
        return control == null ? Optional.empty() : control.pressure(now);
    }

    private OverloadControl fresh(Destination hop, long now) {
        OverloadControl control = new OverloadControl();
        byHop.values().removeIf(other -> other.isForgettable(now));
        if (byHop.size() < OVERLOADED_LIMIT_HOPS) {
            byHop.put(hop, control);
        }
        quiet = byHop.isEmpty();
        return control;
    }

    private static Optional<String> parameter(Via via, String name) {
        return Optional.ofNullable(via.getParameter(name)).filter(value -> !value.isEmpty());
    }
}
