package dev.patchwave.signal.sip;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Tells the CRLFs between the messages of a stream from the messages (RFC 3261 18.3, RFC 5626 4.4.1), and takes them out: JAIN-SIP
 * answers a ping by opening a connection of its own when no request came before, and takes two pongs in a row for a ping.
 *
 * <p>Of several CRs in a row in a head it leaves one: JAIN-SIP loses the thread of a connection to two before a line feed.
 *
 * <p>Follows Content-Length only. A message whose length it cannot read makes it blind: from then on everything passes, and the stack
 * judges. Pure; not for several threads.
 */
final class MessageFrames {
    private enum Place {
        BETWEEN,
        HEADERS,
        BODY,
        BLIND
    }

    /** Enough for the name of a header and a length; the rest of a longer line is of no interest. */
    private static final int LINE_START_LIMIT_BYTES = 48;

    private final byte[] lineStart = new byte[LINE_START_LIMIT_BYTES];
    private Place place = Place.BETWEEN;
    private boolean carriageReturn;
    private int lineBytes;
    private OptionalLong contentLength = OptionalLong.empty();
    private long bodyBytesLeft;
    private int crlfs;
    private int messages;

    /**
     * Takes what was read and moves what belongs to messages together, to the front.
     *
     * @return how many bytes of it there are now
     */
    int strip(byte[] bytes, int offset, int length) {
        int kept = offset;
        for (int i = offset; i < offset + length; i++) {
            if (belongs(bytes[i])) {
                bytes[kept] = bytes[i];
                kept++;
            }
        }
        return kept - offset;
    }

    /** Whether a message has begun whose headers are not complete. */
    boolean isInHead() {
        return place == Place.HEADERS;
    }

    /** How many CRLFs between messages came since this was asked last. */
    int takeCrlfs() {
        int taken = crlfs;
        crlfs = 0;
        return taken;
    }

    /** How many messages began since this was asked last. */
    int takeMessages() {
        int taken = messages;
        messages = 0;
        return taken;
    }

    private boolean belongs(byte next) {
        switch (place) {
            case BETWEEN -> {
                return between(next);
            }
            case HEADERS -> {
                if (isRepeatedReturn(next)) {
                    return false;
                }
                inHeaders(next);
            }
            case BODY -> {
                bodyBytesLeft--;
                place = bodyBytesLeft == 0 ? Place.BETWEEN : Place.BODY;
            }
            case BLIND -> {
                return !isRepeatedReturn(next);
            }
        }
        return true;
    }

    private boolean isRepeatedReturn(byte next) {
        boolean repeated = next == '\r' && carriageReturn;
        carriageReturn = next == '\r';
        return repeated;
    }

    private boolean between(byte next) {
        if (next == '\r') {
            carriageReturn = true;
            return false;
        }
        if (next == '\n') {
            crlfs += carriageReturn ? 1 : 0;
            carriageReturn = false;
            return false;
        }
        carriageReturn = false;
        place = Place.HEADERS;
        messages++;
        contentLength = OptionalLong.empty();
        lineBytes = 0;
        inHeaders(next);
        return true;
    }

    private void inHeaders(byte next) {
        if (next == '\n') {
            endOfLine();
        } else if (next != '\r') {
            if (lineBytes < LINE_START_LIMIT_BYTES) {
                lineStart[lineBytes] = next;
            }
            lineBytes++;
        }
    }

    private void endOfLine() {
        if (lineBytes == 0) {
            bodyBytesLeft = contentLength.orElse(0);
            place = bodyBytesLeft > 0 ? Place.BODY : Place.BETWEEN;
            return;
        }
        if (mayBeLength(lineStart[0])) {
            readLength();
        }
        lineBytes = 0;
    }

    /** Spares most lines the rest. */
    private static boolean mayBeLength(byte first) {
        return first == 'C' || first == 'c' || first == 'l' || first == 'L';
    }

    private void readLength() {
        String line =
                new String(lineStart, 0, Math.min(lineBytes, LINE_START_LIMIT_BYTES), StandardCharsets.ISO_8859_1);
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).trim();
        if (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("l")) {
            OptionalLong length = SipHeaders.digits(line.substring(colon + 1).trim());
            boolean clear = length.isPresent() && (contentLength.isEmpty() || contentLength.equals(length));
            place = clear ? place : Place.BLIND;
            contentLength = length;
        }
    }
}
