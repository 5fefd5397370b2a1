package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MessageFramesTest {
    private static final String HEAD = "MESSAGE sip:a@b SIP/2.0\r\nCall-ID: 1\r\n";

    private final MessageFrames frames = new MessageFrames();
    private int crlfs;

    @Test
    void crlfsBetweenMessagesAreTakenOutAndCounted() {
        String first = HEAD + "Content-Length: 0\r\n\r\n";
        String second = HEAD + "l: 6\r\n\r\n\r\n\r\n\r\n";

        assertEquals(first + second + first, strip("\r\n\r\n" + first + "\r\n" + second + "\r\n\r\n" + first));
        assertEquals(5, crlfs);
        assertEquals(3, frames.takeMessages());
    }

    /** JAIN-SIP's reader of lines has room for two of CR and LF (PipelinedMsgParser). */
    @Test
    void ofSeveralReturnsInAHeadOneIsLeftAndInABodyAll() {
        String head = HEAD + "Content-Length: 4\r\n\r\n";
        String hostile = head.replace("\r\n", "\r\r\r\n");

        assertEquals(head + "\r\r\r\n", strip(hostile + "\r\r\r\n"));
    }

    @Test
    void aBodyOfCrlfsIsABody() {
        String message = HEAD + "Content-Length: 4\r\n\r\n\r\n\r\n";

        assertEquals(message, strip(message));
        assertEquals(0, crlfs);
    }

    @Test
    void aMessageWithoutALengthHasNoBody() {
        assertEquals(HEAD + "\r\n", strip(HEAD + "\r\n\r\n"));
        assertEquals(1, crlfs);
    }

    @Test
    void bareLineFeedsEndLinesToo() {
        String message = "MESSAGE sip:a@b SIP/2.0\nContent-Length:2\n\n\r\n";

        assertEquals(message, strip(message + "\r\n\r\n"));
        assertEquals(2, crlfs);
    }

    @Test
    void whatHasNoClearLengthIsPassedAsItIs() {
        for (String length : new String[] {"-1", "x", "5\r\nContent-Length: 7", "99999999999999999999"}) {
            String all = HEAD + "Content-Length: " + length + "\r\n\r\n\r\n\r\n\r\n" + HEAD;
            assertEquals(all, strip(new MessageFrames(), all, all.length()), length);
        }
    }

    @Test
    void piecesOfAnySizeMakeTheSame() {
        String message = HEAD + "Content-Length: 10\r\n\r\n\r\n\r\n\r\n\r\n\r\n";
        String all = ("\r\n\r\n" + message).repeat(20);
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100; i++) {
            crlfs = 0;
            assertEquals(
                    message.repeat(20),
                    strip(new MessageFrames(), all, 1 + random.nextInt(40)),
                    "replay with seed " + seed);
            assertEquals(40, crlfs, "replay with seed " + seed);
        }
    }

    private String strip(String text) {
        return strip(frames, text, text.length());
    }

    private String strip(MessageFrames reader, String text, int pieceBytes) {
        StringBuilder kept = new StringBuilder();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int from = 0; from < bytes.length; from += pieceBytes) {
            int length = Math.min(pieceBytes, bytes.length - from);
            int left = reader.strip(bytes, from, length);
            kept.append(new String(bytes, from, left, StandardCharsets.US_ASCII));
            crlfs += reader.takeCrlfs();
        }
        return kept.toString();
    }
}
