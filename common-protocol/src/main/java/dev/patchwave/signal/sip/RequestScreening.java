package dev.patchwave.signal.sip;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What every UAS asks of a readable request before it looks at the method's own rules (RFC 3261 8.2.2 and 8.2.3): a scheme that it
 * knows, no extension that it lacks, no encoding that it cannot undo. Pure. Proxy-Require, Max-Forwards and Route are a proxy's business.
 */
final class RequestScreening {
    private static final Set<String> SCHEMES = Set.of("sip", "sips", "tel");
    /** 420 itself must not be asked for by CANCEL (RFC 3261 8.2.2.3); ACK has no answer at all. */
    private static final String WITHOUT_REQUIRE = "CANCEL";

    private static final int NAMED_EXTENSIONS_LIMIT_COUNT = 16;

    private RequestScreening() {}

    /** The refusal; empty when the request may be handed on. */
    static Optional<SipResponse> refusal(SipRequest request) {
        return scheme(request).or(() -> extensions(request)).or(() -> encoding(request));
    }

    private static Optional<SipResponse> scheme(SipRequest request) {
        int colon = request.requestUri().indexOf(':');
        String scheme =
                colon < 0 ? "" : request.requestUri().substring(0, colon).toLowerCase(Locale.ROOT);
        return SCHEMES.contains(scheme)
                ? Optional.empty()
                : Optional.of(SipResponse.of(416, "only sip, sips and tel URIs are known here"));
    }

    /** None is supported that a sender could require of us. */
    private static Optional<SipResponse> extensions(SipRequest request) {
        List<String> required = values(request, "Require")
                .filter(SipHeaders::isToken)
                .limit(NAMED_EXTENSIONS_LIMIT_COUNT)
                .toList();
        return required.isEmpty() || request.method().equals(WITHOUT_REQUIRE)
                ? Optional.empty()
                : Optional.of(SipResponse.of(420).with("Unsupported", String.join(", ", required)));
    }

    private static Optional<SipResponse> encoding(SipRequest request) {
        return values(request, "Content-Encoding").allMatch("identity"::equalsIgnoreCase)
                ? Optional.empty()
                : Optional.of(SipResponse.of(415).with("Accept-Encoding", "identity"));
    }

    private static Stream<String> values(SipRequest request, String name) {
        return request.headers().all(name).stream()
                .flatMap(value -> SipText.split(value, ',').stream())
                .filter(value -> !value.isEmpty());
    }
}
