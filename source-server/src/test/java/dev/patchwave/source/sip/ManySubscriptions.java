package dev.patchwave.source.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.SipTransport;
import dev.patchwave.signal.sip.SubscriptionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * Subscriptions as an IMS core brings them: two Record-Routes of some 70 bytes with parameters of their dialog, a Contact behind
 * NAT, a Call-ID of 40 characters that follow no pattern. Equal seeds make equal ones.
 */
final class ManySubscriptions {
    private static final String ANY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PROXIES = 10;
    private static final int DAY_SECONDS = 86_400;

    private final Random random;
    private final Instant now;

    ManySubscriptions(long seed, Instant now) {
        this.random = new Random(seed);
        this.now = now;
    }

    /** The subscription of user {@code number}, which ends within the day after the next 16 hours. */
    SubscriptionRecord of(int number) {
        String user = String.format("sip:user%06d@ims.example", number);
        String tag = hex(16);
        String host = "10." + random.nextInt(64) + "." + random.nextInt(256) + "." + random.nextInt(256);
        int port = 1024 + random.nextInt(60_000);
        return new SubscriptionRecord(
                hex(24),
                any(40),
                tag,
                "sip:software@ims.example",
                user,
                List.of(route("10.60.0.12:5060", tag), route("10.60.1." + random.nextInt(PROXIES) + ":5060", tag)),
                user.replace("ims.example", host + ":" + port) + ";alias=" + host + "~" + port + "~1",
                0,
                1 + random.nextInt(200),
                "",
                now.plusSeconds(DAY_SECONDS - random.nextInt(DAY_SECONDS / 3)).plusMillis(random.nextInt(1000)),
                Optional.empty(),
                new UaProfile(UaProfile.Type.DEVICE, "patchwave", "ims-client", "1." + random.nextInt(5) + ".0"),
                new SubscriberId(user),
                Optional.of(new InstanceId(new UUID(random.nextLong(), random.nextLong()))),
                SipTransport.UDP);
    }

    private String route(String proxy, String tag) {
        return "<sip:mo@" + proxy + ";lr=on;ftag=" + tag + ";did=" + hex(3) + "." + hex(9) + ">";
    }

    private String hex(int digits) {
        return characters("0123456789abcdef", digits);
    }

    private String any(int characters) {
        return characters(ANY, characters);
    }

    private String characters(String alphabet, int count) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
