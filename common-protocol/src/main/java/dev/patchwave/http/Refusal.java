package dev.patchwave.http;

import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.SwarmCodec;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** An answer to a fetch that is not the segment: what it says, within limits. */
final class Refusal {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,5}");
    private static final long MAX_RETRY_SECONDS = 86_400;

    private final Holder holder;
    private final int status;
    private final Headers headers;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Refusal(Holder holder, int status, Headers headers) {
        this.holder = holder;
        this.status = status;
        this.headers = headers;
    }

    void add(ByteBuf content) throws RemoteViolation {
        if (body.size() + content.readableBytes() > SwarmCodec.MAX_BUSY_BYTES) {
            throw new RemoteViolation(holder.id() + " said no with more than " + SwarmCodec.MAX_BUSY_BYTES + " bytes");
        }
        byte[] bytes = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), bytes);
        body.writeBytes(bytes);
    }

    FetchOutcome outcome() {
        return switch (status) {
            case 404, 410 -> new FetchOutcome.Missing();
            case 401 -> new FetchOutcome.Unauthorized(holder.id() + ": " + Problem.detail(401, body.toByteArray()));
            case 429, 503 -> busy();
            default -> new FetchOutcome.Unreachable(holder.id() + " answered " + status);
        };
    }

    /** What Retry-After says, in seconds only; 1 s when it says nothing useful (RFC 9110 10.2.3). */
    static Duration retryAfter(Headers headers) {
        return headers.first("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Math.clamp(Long.parseLong(text), 1, MAX_RETRY_SECONDS)))
                .orElse(Duration.ofSeconds(1));
    }

    private FetchOutcome busy() {
        BusyAnswer answer;
        try {
            answer = SwarmCodec.readBusy(body.toByteArray());
        } catch (IllegalArgumentException e) {
            answer = new BusyAnswer(retryAfter(headers), List.of());
        }
        return new FetchOutcome.Busy(answer.retryAfter(), answer.alternates());
    }
}
