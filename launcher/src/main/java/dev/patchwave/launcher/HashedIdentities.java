package dev.patchwave.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a log shows in place of identities: {@code sip#3f9a0c61b2d4} for {@code sip:alice@op.example}, the same for the same one as long as the
 * installation keeps its salt, so that lines about one subscriber can be found together, and nobody can be found by a list of names. It works on
 * the finished text, so that no message, exception or library can forget it. TRACE shows whole messages, as they are. Any thread.
 */
public final class HashedIdentities extends CompositeConverter<ILoggingEvent> {
    /** Public user identities (TS 23.003 13.4) and instances (RFC 5626 4.1); {@code sip:host:port} without a user is no identity. */
    private static final Pattern IDENTITY =
            Pattern.compile("(sips?|tel|urn:uuid):((?<=tel:)[+0-9][0-9.()-]{3,30}|(?<=urn:uuid:)[0-9A-Fa-f-]{36}"
                    + "|(?<=sips?:)[^\\s@<>\"]{1,100}@[^\\s;,>\"\\])?]{1,255})");

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHOWN_DIGITS = 12;

    private static volatile byte[] salt = randomSalt();

    /** Logback makes it. */
    public HashedIdentities() {}

    /** From now on identities are hashed with this. */
    static void useSalt(byte[] kept) {
        salt = kept.clone();
    }

    /** 32 random bytes. */
    static byte[] randomSalt() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** The text with every identity in it hashed. */
    static String hashed(String text) {
        return IDENTITY.matcher(text)
                .replaceAll(found -> found.group(1).replace("urn:uuid", "instance") + "#" + digest(found.group()));
    }

    @Override
    protected String transform(ILoggingEvent event, String text) {
        return event.getLevel().equals(Level.TRACE) ? text : hashed(text);
    }

    private static String digest(String identity) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(salt, ALGORITHM));
            byte[] whole = mac.doFinal(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole).substring(0, SHOWN_DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
        }
    }
}
