package dev.patchwave.http;

/** What becomes of a request whose body is streamed: decided from its head alone, on a worker thread. */
sealed interface Upload {
    /** Answered without reading the body; a sender that waits for {@code 100 Continue} never sends it. */
    record Answered(Response response) implements Upload {}

    /** Read: each chunk goes to the sink on a worker thread, in order. */
    record Taken(Sink sink) implements Upload {}

    /** A sink that also knows what to answer when it threw. */
    interface Sink extends BodySink<Response> {
        Response failed(Exception why);
    }

    /** Decides about one upload. */
    @FunctionalInterface
    interface Start {
        Upload begin(Request head);
    }
}
