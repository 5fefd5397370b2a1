package dev.patchwave.launcher;

import dev.patchwave.tls.TlsIdentity;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The HTTP client of every command: it believes programs at {@code https} by the authorities that {@value #TRUST} names. */
public final class WebClient {
    /** Environment variable: PEM files, separated by colons; without it those that Java trusts. */
    public static final String TRUST = "PATCHWAVE_TRUST";

    private WebClient() {}

    /**
     * To be completed by the command.
     *
     * @throws dev.patchwave.config.ConfigProblem when one of the files cannot be read
     */
    public static HttpClient.Builder builder() {
        var plain = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        return Optional.ofNullable(System.getenv(TRUST))
                .filter(files -> !files.isBlank())
                .map(files -> plain.sslContext(trusting(List.of(files.split(":", -1)))))
                .orElse(plain);
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
        var answer = http.sendAsync(request, head -> new BoundedBytes(maxBytes));
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

    private static SSLContext trusting(List<String> files) {
        try {
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(TlsIdentity.trusted(files));
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null); // No key of ours, the usual randomness.
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot do TLS", e);
        }
    }
}
