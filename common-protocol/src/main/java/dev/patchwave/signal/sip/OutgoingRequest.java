package dev.patchwave.signal.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request to be sent. It goes to the topmost route, or else to the request URI: host, port (5060), {@code transport=} (UDP;
 * by TCP in any case above 1300 bytes, RFC 3261 18.1.1). Via, Max-Forwards, User-Agent and Content-Length are the endpoint's work.
 *
 * @param fromUri without brackets
 * @param fromTag our tag, 1 or more characters of a token
 * @param toTag the other side's tag, inside a dialog
 * @param cseq 0 to 2^31-1; the next attempt of the same Call-ID needs a higher one
 * @param routes whole values of Route, topmost first, each such as {@code <sip:proxy.example;lr>}
 * @param contact the whole value of Contact, such as {@code <sip:alice@192.0.2.1:5062>;expires=600}
 * @param headers what else it carries, in order
 */
public record OutgoingRequest(
        String method,
        String requestUri,
        String fromUri,
        String fromTag,
        String toUri,
        Optional<String> toTag,
        String callId,
        long cseq,
        List<String> routes,
        Optional<String> contact,
        SipHeaders headers,
        SipBody body) {
    public OutgoingRequest {
        if (cseq < 0 || cseq > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("CSeq " + cseq + ": expected 0 to 2147483647");
        }
        SipHeaders.checkedValue("Request-URI", requestUri);
        SipHeaders.checkedValue("Call-ID", callId);
        routes = List.copyOf(routes);
    }

    /** Starts a request whose To is its request URI; everything else is empty, CSeq is 1. */
    public static Builder to(String method, String requestUri) {
        return new Builder(method, requestUri);
    }

    /** This one with other headers, sent as the next attempt: same Call-ID and tags, CSeq one higher. */
    public OutgoingRequest again(SipHeaders headers) {
        return new OutgoingRequest(
                method, requestUri, fromUri, fromTag, toUri, toTag, callId, cseq + 1, routes, contact, headers, body);
    }

    /** This one with other headers, as the same attempt. */
    OutgoingRequest with(SipHeaders headers) {
        return new OutgoingRequest(
                method, requestUri, fromUri, fromTag, toUri, toTag, callId, cseq, routes, contact, headers, body);
    }

    /** Collects the parts of a request. From, its tag and the Call-ID must be given. Not for several threads. */
    public static final class Builder {
        private final String method;
        private final String requestUri;
        private final List<String> routes = new ArrayList<>();
        private String fromUri = "";
        private String fromTag = "";
        private String toUri;
        private Optional<String> toTag = Optional.empty();
        private String callId = "";
        private long cseq = 1;
        private Optional<String> contact = Optional.empty();
        private SipHeaders headers = SipHeaders.NONE;
        private SipBody body = SipBody.NONE;

        private Builder(String method, String requestUri) {
            this.method = method;
            this.requestUri = requestUri;
            this.toUri = requestUri;
        }

        public Builder from(String uri, String tag) {
            fromUri = uri;
            fromTag = tag;
            return this;
        }

        public Builder to(String uri) {
            toUri = uri;
            return this;
        }

        public Builder to(String uri, String tag) {
            toUri = uri;
            toTag = Optional.of(tag);
            return this;
        }

        public Builder callId(String callId) {
            this.callId = callId;
            return this;
        }

        public Builder cseq(long cseq) {
            this.cseq = cseq;
            return this;
        }

        public Builder route(String value) {
            routes.add(value);
            return this;
        }

        public Builder routes(List<String> values) {
            routes.addAll(values);
            return this;
        }

        public Builder contact(String value) {
            contact = Optional.of(value);
            return this;
        }

        public Builder header(String name, String value) {
            headers = headers.with(name, value);
            return this;
        }

        public Builder headers(SipHeaders more) {
            headers = headers.with(more);
            return this;
        }

        public Builder body(SipBody body) {
            this.body = body;
            return this;
        }

        /**
         * Makes the request.
         *
         * @throws IllegalStateException when From, its tag or the Call-ID was not given
         */
        public OutgoingRequest build() {
            if (fromUri.isEmpty() || fromTag.isEmpty() || callId.isEmpty()) {
                throw new IllegalStateException("a request needs From, its tag and a Call-ID");
            }
            return new OutgoingRequest(
                    method, requestUri, fromUri, fromTag, toUri, toTag, callId, cseq, routes, contact, headers, body);
        }
    }
}
