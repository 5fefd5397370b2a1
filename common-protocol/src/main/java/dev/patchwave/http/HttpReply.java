package dev.patchwave.http;

/** What came of asking another program something small. */
public sealed interface HttpReply {
    /** It answered; {@code body} is no longer than the caller's limit and the caller's to keep. */
    @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
    record Answered(int status, Headers headers, byte[] body) implements HttpReply {
        public boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    /** It did not, or not in HTTP, or with more than the limit; the reason is one line for a log or a person. */
    record Failed(String reason) implements HttpReply {}
}
