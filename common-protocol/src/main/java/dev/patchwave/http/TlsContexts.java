package dev.patchwave.http;

import dev.patchwave.config.HttpTls;
import dev.patchwave.tls.TlsIdentity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.TrustManagerFactory;

/**
 * What TLS connections are made from, as the files of one configuration were at one moment. Any thread.
 *
 * @param accepting empty for a program that serves plain HTTP
 */
record TlsContexts(Optional<SslContext> accepting, Supplier<SslContext> connecting) {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** Serves plain HTTP, and trusts as Java does; Java's authorities are read by the first who needs them. */
    static TlsContexts none() {
        return new TlsContexts(Optional.empty(), () -> JavasAuthorities.CONTEXT);
    }

    /** Reads the files. @throws dev.patchwave.config.ConfigProblem when one of them is not what it should be */
    static TlsContexts of(HttpTls config, SslProvider provider) throws IOException {
        try {
            var trust = TrustManagerFactory.getInstance("PKIX");
            KeyStore own = config.trust().isEmpty() ? null : TlsIdentity.trusted(config.trust()); // Null: Java's.
            trust.init(own);
            var identity = identity(config);
            var connecting = connecting(config, identity, trust, provider);
            var accepting = identity.isEmpty()
                    ? Optional.<SslContext>empty()
                    : Optional.of(accepting(config, identity.get(), trust, provider));
            return new TlsContexts(accepting, () -> connecting);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    /** Serves by a certificate that those who connect know by its fingerprint, and asks them for none; trusts as {@code connecting} does. */
    static TlsContexts peer(TlsIdentity.KeyAndChain own, Supplier<SslContext> connecting, SslProvider provider)
            throws IOException {
        var accepting = SslContextBuilder.forServer(own.key(), own.chain())
                .sslProvider(provider)
                .protocols(PROTOCOLS)
                .clientAuth(ClientAuth.NONE)
                .build();
        return new TlsContexts(Optional.of(accepting), connecting);
    }

    /** For those whose certificate is known by its fingerprint: takes any, so whoever uses it owes the comparison. Shows none. */
    static SslContext pinned() {
        return AnyCertificate.CONTEXT;
    }

    static SslProvider usualProvider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    private static final class JavasAuthorities {
        static final SslContext CONTEXT = make(SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS"));
    }

    private static final class AnyCertificate {
        static final SslContext CONTEXT = make(
                SslContextBuilder.forClient().trustManager(new PinnedLater()).endpointIdentificationAlgorithm(null));
    }

    private static SslContext make(SslContextBuilder builder) {
        try {
            return builder.sslProvider(usualProvider()).protocols(PROTOCOLS).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
