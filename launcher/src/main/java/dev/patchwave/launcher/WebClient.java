package dev.patchwave.launcher;

import dev.patchwave.tls.TlsIdentity;
import dev.patchwave.trust.tuf.client.BoundedBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The HTTP client of every command: it believes programs at {@code https} by the authorities that {@value #TRUST} names, and shows them
 * what {@value #CERTIFICATE} and {@value #KEY} name.
 */
public final class WebClient {
    /** Environment variable: PEM files, separated by colons; without it those that Java trusts. */
    public static final String TRUST = "PATCHWAVE_TRUST";

    /** Environment variable: PEM file of a certificate to show to who asks for one; none shows none. */
    public static final String CERTIFICATE = "PATCHWAVE_CERTIFICATE";

    /** Environment variable: PEM file of its private key. */
    public static final String KEY = "PATCHWAVE_KEY";

    private WebClient() {}

    /**
     * To be completed by the command.
     *
     * @throws dev.patchwave.config.ConfigProblem when one of the files cannot be read
     */
    public static HttpClient.Builder builder() {
        return builder(
                said(TRUST).map(files -> List.of(files.split(":", -1))).orElse(List.of()),
                said(CERTIFICATE),
                said(KEY));
    }

    /**
     * Sends a request and takes the whole answer, unless it is longer or takes longer than that: the timeout of a request alone ends with
     * the head of its answer.
     *
     * @throws java.net.http.HttpTimeoutException when it is not there in time
     * @throws IOException when it is too long, or the connection cannot be made or broke
     */
    public static HttpResponse<byte[]> ask(HttpClient http, HttpRequest request, int maxBytes, Duration patience)
            throws IOException, InterruptedException {
        var answer = http.sendAsync(request, head -> bounded(maxBytes));
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no answer within " + patience.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static BodySubscriber<byte[]> bounded(int maxBytes) {
        var bytes = new ByteArrayOutputStream();
        return BodySubscribers.mapping(new BoundedBody(maxBytes, bytes::writeBytes), done -> bytes.toByteArray());
    }

    /** Believes by these authorities, or as Java does when there are none, and shows nothing. */
    public static HttpClient.Builder trusting(List<String> authorities) {
        return builder(authorities, Optional.empty(), Optional.empty());
    }

    private static HttpClient.Builder builder(
            List<String> authorities, Optional<String> certificate, Optional<String> key) {
        var plain = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (authorities.isEmpty() && certificate.isEmpty()) {
            return plain;
        }
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(CERTIFICATE + " and " + KEY + " go together: one of them is missing");
        }
        return plain.sslContext(context(authorities, certificate.orElse(null), key.orElse(null)));
    }

    private static Optional<String> said(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(text -> !text.isBlank());
    }

    private static SSLContext context(List<String> authorities, String certificate, String key) {
        try {
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(authorities.isEmpty() ? null : TlsIdentity.trusted(authorities)); // Null: Java's.
            var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(TlsIdentity.own(certificate, key), TlsIdentity.NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null); // The usual randomness.
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot do TLS", e);
        }
    }
}
