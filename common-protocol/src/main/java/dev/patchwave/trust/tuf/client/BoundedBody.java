package dev.patchwave.trust.tuf.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** The body of one answer, handed on as it comes, and broken off at the first byte too many. Called by one thread at a time. */
public final class BoundedBody implements BodySubscriber<Void> {
    /** Where the bytes go. */
    @FunctionalInterface
    public interface Sink {
        void take(byte[] bytes) throws IOException;
    }

    private final long maxBytes;
    private final Sink sink;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private Subscription subscription;
    private long takenBytes;

    /** @param maxBytes one more ends it with an IOException */
    public BoundedBody(long maxBytes, Sink sink) {
        this.maxBytes = maxBytes;
        this.sink = sink;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Subscription opened) {
        subscription = opened;
        opened.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                take(buffer);
            }
            subscription.request(1);
        } catch (IOException e) {
            subscription.cancel();
            done.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        done.complete(null);
    }

    private void take(ByteBuffer buffer) throws IOException {
        takenBytes += buffer.remaining();
        if (takenBytes > maxBytes) {
            throw new IOException("the answer has more than " + maxBytes + " bytes");
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        sink.take(bytes);
    }
}
