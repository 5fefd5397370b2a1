package dev.patchwave.http;

import java.util.regex.Pattern;

/** What a Range field asks of a representation (RFC 9110 14): one range of bytes, or all. */
sealed interface ByteRange {
    /** No Range field, or one that may be ignored: another unit, several ranges, bad syntax (RFC 9110 14.2). */
    record Whole() implements ByteRange {}

    /** 206. */
    record Part(long firstByte, long lengthBytes) implements ByteRange {
        String contentRange(long totalBytes) {
            return "bytes " + firstByte + "-" + (firstByte + lengthBytes - 1) + "/" + totalBytes;
        }
    }

    /** 416. */
    record Unsatisfiable() implements ByteRange {}

    Pattern ONE_RANGE = Pattern.compile("bytes=[ \\t]*(\\d{0,18})-(\\d{0,18})[ \\t]*", Pattern.CASE_INSENSITIVE);

    static ByteRange parse(String field, long totalBytes) {
        var match = ONE_RANGE.matcher(field);
        if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
            return new Whole();
        }
        return match.group(1).isEmpty()
                ? suffix(Long.parseLong(match.group(2)), totalBytes)
                : from(Long.parseLong(match.group(1)), match.group(2), totalBytes);
    }

    private static ByteRange suffix(long lengthBytes, long totalBytes) {
        long length = Math.min(lengthBytes, totalBytes);
        return length == 0 ? new Unsatisfiable() : new Part(totalBytes - length, length);
    }

    private static ByteRange from(long first, String lastText, long totalBytes) {
        long last = lastText.isEmpty() ? totalBytes - 1 : Math.min(Long.parseLong(lastText), totalBytes - 1);
        if (!lastText.isEmpty() && Long.parseLong(lastText) < first) {
            return new Whole(); // Not a valid range (RFC 9110 14.1.1).
        }
        return first >= totalBytes ? new Unsatisfiable() : new Part(first, last - first + 1);
    }
}
