package dev.patchwave.source.sip;

import dev.patchwave.signal.sip.SipHeaders;
import java.util.List;

/**
 * How a request of the service, outside any dialog, reaches somebody.
 *
 * @param requestUri the Request-URI
 * @param routes values of Route, topmost first; none when the Request-URI says where to go
 * @param headers what the way demands beside what the request says
 */
public record RequestTarget(String requestUri, List<String> routes, SipHeaders headers) {
    public RequestTarget {
        routes = List.copyOf(routes);
    }
}
