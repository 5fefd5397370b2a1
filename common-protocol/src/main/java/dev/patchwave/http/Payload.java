package dev.patchwave.http;

import dev.patchwave.store.ContentLease;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.BusyAnswer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/**
 * Answers one request for bytes of a patch: conditions, range, ownership, admission, in this order.
 *
 * @param segment owned, or on its way; empty for the content route
 */
record Payload(
        SegmentStore held, OptionalInt segment, Representation what, Admission admission, ServedListener listener) {
    private static final Duration INCOMPLETE_RETRY = Duration.ofSeconds(2);

    Response answer(Request request) {
        if (Representation.isKnown(request, what.entityTag())) {
            return what.describe(Response.empty(304));
        }
        return switch (what.range(request)) {
            case ByteRange.Whole() -> send(request, 0, what.lengthBytes(), 200);
            case ByteRange.Part(long first, long length) -> send(request, first, length, 206);
            case ByteRange.Unsatisfiable() ->
                Problem.response(416, "there are " + what.lengthBytes() + " bytes")
                        .with("Content-Range", "bytes */" + what.lengthBytes());
        };
    }

    private Response send(Request request, long first, long length, int status) {
        if (segment.isEmpty() && !owns(what.offsetBytes() + first, length)) {
            return SegmentServer.busy(new BusyAnswer(INCOMPLETE_RETRY, List.of()), request.path());
        }
        if (request.method().equals("HEAD")) {
            return what.describe(Response.described(200, length));
        }
        var ask = new Admission.Ask(held.release(), segment, length, request.member(), request.remote());
        return switch (admission.admit(ask)) {
            case Admission.Admitted(var permit) -> admitted(ask, first, status, permit);
            case Admission.Busy(var retryAfter, var alternates) ->
                SegmentServer.busy(new BusyAnswer(retryAfter, alternates), request.path());
        };
    }

    private Response admitted(Admission.Ask ask, long first, int status, Runnable permit) {
        ContentLease lease;
        try {
            lease = held.content();
        } catch (ClosedChannelException e) {
            permit.run();
            return SegmentServer.unknownRelease();
        }
        var response = what.describe(Response.file(status, slice(ask, first, lease, permit)));
        var range = new ByteRange.Part(first, ask.lengthBytes());
        return status == 206 ? response.with("Content-Range", range.contentRange(what.lengthBytes())) : response;
    }

    private FileSlice slice(Admission.Ask ask, long first, ContentLease lease, Runnable permit) {
        long offset = what.offsetBytes() + first;
        LongConsumer sent = bytes -> {
            lease.close();
            permit.run();
            held.ledger().uploaded(bytes);
            listener.served(new ServedListener.Served(ask.release(), ask.segment(), ask.member(), bytes));
        };
        return owns(offset, ask.lengthBytes())
                ? new FileSlice(lease.channel(), offset, ask.lengthBytes(), sent)
                : new FileSlice(
                        lease.channel(),
                        offset,
                        ask.lengthBytes(),
                        new SegmentSupply(held, segment.orElseThrow(), first, ask.lengthBytes()),
                        sent);
    }

    private boolean owns(long offset, long length) {
        var manifest = held.manifest();
        int firstSegment = (int) (offset / manifest.segmentSizeBytes());
        int lastSegment = (int) ((offset + length - 1) / manifest.segmentSizeBytes());
        var owned = held.owned();
        for (int n = firstSegment; n <= lastSegment; n++) {
            if (!owned.contains(n)) {
                return false;
            }
        }
        return true;
    }
}
