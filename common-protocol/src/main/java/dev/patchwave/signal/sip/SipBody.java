package dev.patchwave.signal.sip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a message carries and what it is said to be (RFC 3261 7.4). Immutable. */
public final class SipBody {
    public static final SipBody NONE = new SipBody("", new byte[0]);

    private final String contentType;
    private final byte[] bytes;

    private SipBody(String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.bytes = bytes;
    }

    /**
     * Bytes of a type.
     *
     * @param contentType the whole value of Content-Type, with parameters; not empty
     */
    public static SipBody of(String contentType, byte[] bytes) {
        if (contentType.isBlank()) {
            throw new IllegalArgumentException("a body needs a content type");
        }
        return new SipBody(SipHeaders.checkedValue("Content-Type", contentType), bytes.clone());
    }

    /** Text in UTF-8. */
    public static SipBody of(String contentType, String text) {
        return of(contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The whole value of Content-Type; empty when there is no body. */
    public String contentType() {
        return contentType;
    }

    /** Type and subtype in lower case without parameters, such as {@code application/json}; empty when there is no body. */
    public String mediaType() {
        return SipText.mediaType(contentType);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int sizeBytes() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The bytes read as UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Without a copy, for the endpoint, which does not change it. */
    byte[] sharedBytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SipBody that
                && contentType.equals(that.contentType)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * contentType.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SipBody[" + contentType + ", " + bytes.length + " bytes]";
    }
}
