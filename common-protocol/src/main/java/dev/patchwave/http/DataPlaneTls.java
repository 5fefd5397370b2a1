package dev.patchwave.http;

import dev.patchwave.config.HttpTls;
import dev.patchwave.tls.TlsIdentity;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS of the data plane, by the keys of one program; BoringSSL where the machine has it, else Java's own. Any thread.
 *
 * <p>TLS 1.3 and 1.2. Whom we connect to must show a certificate for the host that we meant (RFC 9110 4.3.4), an address included.
 */
public final class DataPlaneTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final DataPlaneTls OFF = new DataPlaneTls(Optional.empty(), DataPlaneTls::trustingAsJava);

    private final Optional<SslContext> accepting;
    private final Supplier<SslContext> connecting;

    private DataPlaneTls(Optional<SslContext> accepting, Supplier<SslContext> connecting) {
        this.accepting = accepting;
        this.connecting = connecting;
    }

    /** Serves plain HTTP; connects by {@code https} to those whom Java trusts. */
    public static DataPlaneTls off() {
        return OFF;
    }

    /**
     * Reads the files.
     *
     * @param config null is the same as {@link #off}
     * @throws dev.patchwave.config.ConfigProblem when one of them is not what it should be; it names the file
     * @throws IOException when this Java lacks something of TLS
     */
    public static DataPlaneTls of(HttpTls config) throws IOException {
        return config == null ? OFF : of(config, usualProvider());
    }

    static DataPlaneTls of(HttpTls config, SslProvider provider) throws IOException {
        try {
            var trust = TrustManagerFactory.getInstance("PKIX");
            KeyStore own = config.trust().isEmpty() ? null : TlsIdentity.trusted(config.trust()); // Null: Java's.
            trust.init(own);
            var identity = identity(config);
            var connecting = connecting(config, identity, trust, provider);
            return identity.isPresent()
                    ? new DataPlaneTls(
                            Optional.of(accepting(config, identity.get(), trust, provider)), () -> connecting)
                    : new DataPlaneTls(Optional.empty(), () -> connecting);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    /** For a program whose certificate is only shown to those whom it connects to. */
    public DataPlaneTls connectingOnly() {
        return new DataPlaneTls(Optional.empty(), connecting);
    }

    /** Whether what is served is served by {@code https}. */
    public boolean serves() {
        return accepting.isPresent();
    }

    /** {@code https} or {@code http}: how this program is to be asked. */
    public String scheme() {
        return serves() ? "https" : "http";
    }

    /** For a connection that came in; empty when it is plain. */
    Optional<SslHandler> accepted(Channel channel, Duration patience) {
        return accepting.map(context -> patient(context.newHandler(channel.alloc()), patience));
    }

    /** For a connection that goes out to this host. */
    SslHandler connecting(Channel channel, Call.Target target, Duration patience) {
        return patient(connecting.get().newHandler(channel.alloc(), target.bareHost(), target.port()), patience);
    }

    private static SslProvider usualProvider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /** Java's authorities are read by the first who needs them. */
    private static SslContext trustingAsJava() {
        return JavasAuthorities.CONTEXT;
    }

    private static final class JavasAuthorities {
        static final SslContext CONTEXT = make();

        private static SslContext make() {
            try {
                return SslContextBuilder.forClient()
                        .sslProvider(usualProvider())
                        .protocols(PROTOCOLS)
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static SslHandler patient(SslHandler handler, Duration patience) {
        handler.setHandshakeTimeoutMillis(patience.toMillis());
        return handler;
    }

    private static Optional<TlsIdentity.KeyAndChain> identity(HttpTls config) throws GeneralSecurityException {
        if (!config.serves()) {
            return Optional.empty();
        }
        var own = TlsIdentity.read(config.certificate(), config.key());
        TlsIdentity.requireValid(config.certificate(), own.chain());
        return Optional.of(own);
    }

    private static SslContext accepting(
            HttpTls config, TlsIdentity.KeyAndChain own, TrustManagerFactory trust, SslProvider provider)
            throws IOException {
        return SslContextBuilder.forServer(own.key(), own.chain())
                .sslProvider(provider)
                .protocols(PROTOCOLS)
                .trustManager(trust)
                .clientAuth(
                        switch (config.clientAuthentication()) {
                            case "need" -> ClientAuth.REQUIRE;
                            case "want" -> ClientAuth.OPTIONAL;
                            default -> ClientAuth.NONE;
                        })
                .build();
    }

    private static SslContext connecting(
            HttpTls config, Optional<TlsIdentity.KeyAndChain> own, TrustManagerFactory trust, SslProvider provider)
            throws IOException {
        var builder = SslContextBuilder.forClient()
                .sslProvider(provider)
                .protocols(PROTOCOLS)
                .trustManager(trust)
                .endpointIdentificationAlgorithm(config.verifyHost() ? "HTTPS" : null);
        own.ifPresent(identity -> builder.keyManager(identity.key(), identity.chain()));
        return builder.build();
    }
}
