package dev.patchwave.trust.tuf.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** A body that nobody wants, and that is over at once: the page that comes with a refusal could be endless too. */
final class Unread implements BodySubscriber<Void> {
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    @Override
    public CompletionStage<Void> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Subscription opened) {
        opened.cancel();
        done.complete(null); // A cancelled subscription tells nothing any more.
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {}

    @Override
    public void onError(Throwable failure) {
        done.complete(null);
    }

    @Override
    public void onComplete() {
        done.complete(null);
    }
}
