package dev.patchwave.token;

import dev.patchwave.release.Digest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The subject of a device's token: its name in swarms and the release, by a one-way function. Whoever checks a token can tell whether the name that its
 * bearer gives itself is its own, and needs no secret for that; two tokens of a device do not show that they are one's.
 */
public final class TokenSubject {
    private static final int LENGTH_BYTES = 12;

    private TokenSubject() {}

    /** The subject for {@code member} and {@code release}. */
    public static String of(HolderId member, ReleaseId release) {
        byte[] name = ("patchwave subject " + member + " " + release).getBytes(StandardCharsets.UTF_8);
        byte[] digest = Arrays.copyOf(Digest.sha256().digest(name), LENGTH_BYTES);
        return "i-" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }
}
