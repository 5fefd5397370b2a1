package dev.patchwave.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;

/** Collects a small answer, up to a limit. */
final class ReplyTaker implements Call.Taker {
    private final int limitBytes;
    private final CompletableFuture<HttpReply> reply = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private volatile ClientConnection connection;
    private int status;
    private Headers headers = Headers.NONE;

    ReplyTaker(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    CompletableFuture<HttpReply> reply() {
        return reply;
    }

    /** Completes the reply, if it is open, and gives up. Any thread. */
    void cancel(String reason) {
        reply.complete(new HttpReply.Failed(reason));
        var on = connection;
        if (on != null) {
            on.abort(this);
        }
    }

    @Override
    public boolean started(ClientConnection on) {
        connection = on;
        return !reply.isDone();
    }

    @Override
    public void head(int answered, Headers fields, long lengthBytes) throws RemoteViolation {
        status = answered;
        headers = fields;
        if (lengthBytes > limitBytes) {
            throw tooLong();
        }
    }

    @Override
    public void body(ByteBuf content) throws RemoteViolation {
        if (body.size() + content.readableBytes() > limitBytes) {
            throw tooLong();
        }
        byte[] bytes = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), bytes);
        body.writeBytes(bytes);
    }

    @Override
    public void complete() {
        reply.complete(new HttpReply.Answered(status, headers, body.toByteArray()));
    }

    @Override
    public void broken(Failure why) {
        reply.complete(new HttpReply.Failed(why.reason()));
    }

    private RemoteViolation tooLong() {
        return new RemoteViolation("the answer (" + status + ") has more than " + limitBytes + " bytes");
    }
}
