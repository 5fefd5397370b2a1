package dev.patchwave.http;

import java.util.concurrent.CompletableFuture;

/** A push under way: the answer to a PUT, read as an outcome. */
final class PushCall implements Push {
    private static final int MAX_ANSWER_BYTES = 16 << 10;

    private final long lengthBytes;
    private final ReplyTaker taker = new ReplyTaker(MAX_ANSWER_BYTES);
    private final CompletableFuture<PushOutcome> outcome;
    private volatile boolean cancelled;

    PushCall(long lengthBytes) {
        this.lengthBytes = lengthBytes;
        this.outcome = taker.reply().thenApply(this::read);
    }

    ReplyTaker taker() {
        return taker;
    }

    @Override
    public CompletableFuture<PushOutcome> outcome() {
        return outcome;
    }

    @Override
    public void cancel() {
        cancelled = true;
        taker.cancel("cancelled");
    }

    private PushOutcome read(HttpReply reply) {
        return switch (reply) {
            case HttpReply.Failed(var reason) ->
                cancelled ? new PushOutcome.Cancelled() : new PushOutcome.Unreachable(reason);
            case HttpReply.Answered(int status, var headers, byte[] body) ->
                switch (status) {
                    case 201 -> new PushOutcome.Stored(lengthBytes);
                    case 200, 204 -> new PushOutcome.AlreadyThere();
                    case 503, 429 -> new PushOutcome.Busy(Refusal.retryAfter(headers));
                    case 507 -> new PushOutcome.DiskFull(Problem.detail(status, body));
                    default -> new PushOutcome.Refused(status, Problem.detail(status, body));
                };
        };
    }
}
