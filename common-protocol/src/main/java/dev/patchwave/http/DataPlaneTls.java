package dev.patchwave.http;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.HttpTls;
import dev.patchwave.tls.FileStamps;
import dev.patchwave.tls.TlsIdentity;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the data plane, by the keys of one program; BoringSSL where the machine has it, else Java's own. Any thread.
 *
 * <p>TLS 1.3 and 1.2. Whom we connect to must show a certificate for the host that we meant (RFC 9110 4.3.4), an address included; one
 * whose fingerprint we were told must show that certificate, whoever signed it. Files that changed are read again: new connections then
 * go by what they hold now, and by what they held before while that is not usable.
 */
public final class DataPlaneTls {
    private static final Logger LOG = LoggerFactory.getLogger(DataPlaneTls.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final DataPlaneTls OFF =
            new DataPlaneTls(null, TlsContexts.usualProvider(), TlsContexts.none(), FileStamps.of(List.of()), false);

    private final HttpTls config; // Null when nothing is read from files.
    private final SslProvider provider;
    private final boolean plainFromThisHost;
    private volatile TlsContexts contexts;
    private FileStamps stamps; // Guarded by this, as the next one.
    private long lookedNanos = System.nanoTime();

    private DataPlaneTls(
            HttpTls config, SslProvider provider, TlsContexts contexts, FileStamps stamps, boolean plainFromThisHost) {
        this.config = config;
        this.provider = provider;
        this.contexts = contexts;
        this.stamps = stamps;
        this.plainFromThisHost = plainFromThisHost;
    }

    /** Serves plain HTTP; connects by {@code https} to those whom Java trusts. */
    public static DataPlaneTls off() {
        return OFF;
    }

    /**
     * Reads the files.
     *
     * @param config null is the same as {@link #off}
     * @throws ConfigProblem when one of them is not what it should be; it names the file
     * @throws IOException when this Java lacks something of TLS
     */
    public static DataPlaneTls of(HttpTls config) throws IOException {
        return config == null ? OFF : of(config, TlsContexts.usualProvider());
    }

    static DataPlaneTls of(HttpTls config, SslProvider provider) throws IOException {
        var stamps =
                FileStamps.of(files(config)); // Before they are read: what changes meanwhile is seen the next time.
        return new DataPlaneTls(config, provider, TlsContexts.of(config, provider), stamps, false);
    }

    /**
     * Serves other clients, who are told the fingerprint of {@code own} by their tracker, and this host's programs by plain HTTP. For a
     * server only: it connects as {@link #off} does.
     *
     * @throws IOException when this Java lacks something of TLS
     */
    public static DataPlaneTls ofPeer(TlsIdentity.KeyAndChain own) throws IOException {
        return ofPeer(own, TlsContexts.usualProvider());
    }

    static DataPlaneTls ofPeer(TlsIdentity.KeyAndChain own, SslProvider provider) throws IOException {
        var contexts = TlsContexts.peer(own, TlsContexts.none().connecting(), provider);
        return new DataPlaneTls(null, provider, contexts, FileStamps.of(List.of()), true);
    }

    /** Whether what is served is served by {@code https}. */
    public boolean serves() {
        return contexts.accepting().isPresent();
    }

    /** {@code https} or {@code http}: how this program is to be asked. */
    public String scheme() {
        return serves() ? "https" : "http";
    }

    /** Reads files again that changed; looks at most once a second. May wait for the disk. */
    synchronized void renew() {
        if (config == null || System.nanoTime() - lookedNanos < LOOK_NANOS) {
            return;
        }
        lookedNanos = System.nanoTime();
        var now = FileStamps.of(files(config));
        if (!now.equals(stamps)) {
            stamps = now;
            read();
        }
    }

    /** Whether {@link #renew} can ever do anything. */
    boolean isRenewable() {
        return config != null;
    }

    /** For a connection that came in; empty when it is plain. */
    Optional<ChannelHandler> accepted(Channel channel, Duration patience) {
        return contexts.accepting()
                .map(context -> plainFromThisHost
                        ? new PlainFromThisHost(context, patience)
                        : patient(context.newHandler(channel.alloc()), patience));
    }

    /** For a connection that goes out to this host. Whoever is pinned must be compared after the handshake. */
    SslHandler connecting(Channel channel, Call.Target target, Duration patience) {
        var context = target.pin().isPresent()
                ? TlsContexts.pinned()
                : contexts.connecting().get();
        return patient(context.newHandler(channel.alloc(), target.bareHost(), target.port()), patience);
    }

    static SslHandler patient(SslHandler handler, Duration patience) {
        handler.setHandshakeTimeoutMillis(patience.toMillis());
        return handler;
    }

    private void read() {
        try {
            contexts = TlsContexts.of(config, provider);
            LOG.info("certificates or keys changed, new connections go by them");
        } catch (IOException | ConfigProblem e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("certificates or keys changed and cannot be used, new connections go by those before");
        }
    }

    private static List<String> files(HttpTls config) {
        var files = new ArrayList<>(config.trust());
        files.add(config.certificate());
        files.add(config.key());
        return files;
    }
}
