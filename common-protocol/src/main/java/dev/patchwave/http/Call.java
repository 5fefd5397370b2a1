package dev.patchwave.http;

import dev.patchwave.swarm.CertificatePin;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * One request of ours and who takes the answer.
 *
 * @param uri absolute, {@code http} or {@code https}
 * @param pin the one certificate that is believed there, at {@code https}
 */
record Call(HttpMethod method, URI uri, Optional<CertificatePin> pin, Headers headers, Body body, Taker taker) {
    /** What is sent with it. Must be able to start again, on another connection. */
    sealed interface Body {
        @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
        record Bytes(byte[] content) implements Body {}

        /** Sent once the other side says {@code 100 Continue}, so that what it has already is not sent. */
        record File(long lengthBytes, Opener opener, Uplink uplink) implements Body {}
    }

    /** Opens a file for sending; {@link FileSlice#sent} is told in the end. */
    @FunctionalInterface
    interface Opener {
        FileSlice open() throws IOException;
    }

    /** Takes the answer, on the event loop of the connection; ends with either of {@link #complete} and {@link #broken}. */
    interface Taker {
        /** Without a byte for so long, before the answer or in it, the other side is slow. */
        default Duration patience(FetcherLimits limits) {
            return limits.answer();
        }

        /** The call got its connection; may happen twice, when the first was dead. False when it is no longer wanted. */
        boolean started(ClientConnection connection);

        /** The final answer starts; {@code lengthBytes} is -1 when it does not say. */
        void head(int status, Headers headers, long lengthBytes) throws RemoteViolation;

        /** Borrows the content. */
        void body(ByteBuf content) throws RemoteViolation;

        /** So many bytes of the body are still to come before anything can be done with them; 1 when any may matter. */
        default int usefulBytes() {
            return 1;
        }

        /** False while no more of the body shall be read; {@link ClientConnection#pull} when it may again. */
        default boolean hasRoom() {
            return true;
        }

        void complete();

        void broken(Failure why);
    }

    /** Where it goes, the key of its connections. */
    Target target() {
        boolean encrypted = "https".equalsIgnoreCase(uri.getScheme());
        int usual = encrypted ? 443 : 80;
        return new Target(uri.getHost(), uri.getPort() < 0 ? usual : uri.getPort(), encrypted, pin);
    }

    /** Where a connection leads, and to whom: what goes to one pinned certificate never goes by a connection that was made for another, or for none. */
    record Target(String host, int port, boolean encrypted, Optional<CertificatePin> pin) {
        URI base() {
            return URI.create((encrypted ? "https://" : "http://") + this);
        }

        /** An IPv6 address without its brackets. */
        String bareHost() {
            return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
