package dev.patchwave.signal.sip;

import dev.patchwave.signal.SubscriberId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Asks whoever sends a REGISTER, SUBSCRIBE or MESSAGE for a password: the source's door in standalone mode.
 *
 * <p>A user name stands for one identity: {@code alice@op.example}, or {@code alice} with the realm for its domain, is
 * {@code sip:alice@op.example}. A request in another's name (To of a REGISTER, From of others) is refused with 403. Any thread.
 */
public final class DigestAdmission implements RequestAdmission {
    private final DigestChallenge challenge;
    private final PasswordLookup passwords;

    public DigestAdmission(DigestChallenge challenge, PasswordLookup passwords) {
        this.challenge = challenge;
        this.passwords = passwords;
    }

    @Override
    public Admission admit(SipRequest request, Instant now) {
        List<String> credentials = request.headers().all("Authorization");
        var ours = credentials.stream()
                .filter(this::isForUs)
                .findFirst()
                .or(() -> credentials.stream().findFirst());
        return switch (challenge.verify(ours, request.method(), passwords, now)) {
            case DigestVerdict.Accepted(var username) -> inOwnName(request, username);
            case DigestVerdict.Challenged(var challenges, var reason) -> refused(unauthorized(challenges), reason);
            case DigestVerdict.Malformed(var problem) -> refused(SipResponse.of(400, problem), problem);
        };
    }

    private Admission inOwnName(SipRequest request, String username) {
        SipAddress claimed = request.method().equals("REGISTER") ? request.to() : request.from();
        try {
            String identity = SipUri.parse(
                            "sip:" + (username.indexOf('@') < 0 ? username + "@" + challenge.realm() : username))
                    .addressOfRecord();
            if (claimed.sipUri().addressOfRecord().equals(identity)) {
                return new Admission.Admitted(new SubscriberId(identity));
            }
        } catch (IllegalArgumentException noIdentity) {
            return refused(SipResponse.of(403, "no such identity"), "identity cannot be read");
        }
        return refused(SipResponse.of(403, "not your identity"), "request in another's name");
    }

    private boolean isForUs(String authorization) {
        try {
            return AuthParameters.parse(authorization).get("realm").equals(Optional.of(challenge.realm()));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static SipResponse unauthorized(List<String> challenges) {
        SipResponse response = SipResponse.of(401);
        for (String value : challenges) {
            response = response.with("WWW-Authenticate", value);
        }
        return response;
    }

    private static Admission refused(SipResponse response, String reason) {
        return new Admission.Refused(response, reason);
    }
}
