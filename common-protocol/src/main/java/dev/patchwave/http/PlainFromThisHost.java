package dev.patchwave.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Takes TLS from everybody, and plain HTTP from this host only, told apart by the first bytes: programs of this host ask a client how
 * it is, and know nothing of the certificate that it made for its peers. On the channel's event loop.
 */
final class PlainFromThisHost extends OptionalSslHandler {
    private final Duration patience;

    PlainFromThisHost(SslContext context, Duration patience) {
        super(context);
        this.patience = patience;
    }

    @Override
    protected SslHandler newSslHandler(ChannelHandlerContext ctx, SslContext context) {
        return DataPlaneTls.patient(super.newSslHandler(ctx, context), patience);
    }

    @Override
    protected ChannelHandler newNonSslHandler(ChannelHandlerContext ctx) {
        var remote = (InetSocketAddress) ctx.channel().remoteAddress();
        if (remote.getAddress().isLoopbackAddress()) {
            return super.newNonSslHandler(ctx);
        }
        var unused = ctx.close();
        return new Unheard();
    }

    /** Nobody reads what came in the clear from elsewhere. */
    private static final class Unheard extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
