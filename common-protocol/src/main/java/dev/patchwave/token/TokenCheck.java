package dev.patchwave.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.patchwave.release.ReleaseId;
import java.security.PublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides whether a token is one: its form, its key, its signature, what it says (RFC 7515 5.2, 7519 7.2, 8725). Nothing is parsed before its size
 * and its characters are right, no claim before the signature is. Never throws. Stateless but for the keys; any thread.
 */
public final class TokenCheck {
    public static final int MAX_TOKEN_CHARS = 1_024;
    /** Header, claims, and the 64 bytes of a signature. */
    private static final Pattern COMPACT =
            Pattern.compile("([A-Za-z0-9_-]{1,200})\\.([A-Za-z0-9_-]{1,736})\\.([A-Za-z0-9_-]{86})");

    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final Set<String> HEADER = Set.of("alg", "kid", "typ");

    private final String issuer;
    private final TokenKeys keys;

    /** @param issuer the one whose tokens are believed: the service identity */
    public TokenCheck(String issuer, TokenKeys keys) {
        this.issuer = issuer;
        this.keys = keys;
    }

    public TokenVerdict check(String token) {
        if (token.length() > MAX_TOKEN_CHARS || !isCanonical(token)) {
            return malformed();
        }
        try {
            return judge(JWSObject.parse(token));
        } catch (ParseException | RuntimeException e) {
            return malformed(); // Parsers of others throw all kinds of things at rubbish.
        }
    }

    private TokenVerdict judge(JWSObject jws) throws ParseException {
        JWSHeader header = jws.getHeader();
        String keyId = header.getKeyID();
        boolean ours = header.getAlgorithm().equals(JWSAlgorithm.EdDSA)
                && TokenMint.TYPE.equals(header.getType())
                && header.getIncludedParams().equals(HEADER)
                && keyId != null
                && KEY_ID.matcher(keyId).matches();
        if (!ours) {
            return new TokenVerdict.Refused("the token is not of the kind that is taken here");
        }
        return switch (keys.find(keyId)) {
            case TokenKeys.Found.NotYet() -> new TokenVerdict.NotYet();
            case TokenKeys.Found.Unknown() -> new TokenVerdict.Refused("the token's key is not published");
            case TokenKeys.Found.Known(var key) -> verify(jws, key, keyId);
        };
    }

    private TokenVerdict verify(JWSObject jws, PublicKey key, String keyId) throws ParseException {
        if (!new Ed25519.Verifier(key).verify(jws.getHeader(), jws.getSigningInput(), jws.getSignature())) {
            return new TokenVerdict.Refused("the token's signature is wrong");
        }
        var claims = read(jws);
        return claims.issuer().equals(issuer)
                ? new TokenVerdict.Verified(claims, keyId)
                : new TokenVerdict.Refused("the token is of another issuer");
    }

    /** What a token says, whoever signed it: for its owner, who had it from the source itself. @throws IllegalArgumentException when it is none */
    static TokenClaims claimsOf(String token) {
        if (token.length() > MAX_TOKEN_CHARS || !isCanonical(token)) {
            throw new IllegalArgumentException("no token");
        }
        try {
            return read(JWSObject.parse(token));
        } catch (ParseException e) {
            throw new IllegalArgumentException("no token", e);
        }
    }

    /** The key that a token names. @throws IllegalArgumentException when it is no token, or names none */
    static String keyIdOf(String token) {
        try {
            String id = JWSObject.parse(token).getHeader().getKeyID();
            if (id == null) {
                throw new IllegalArgumentException("the token names no key");
            }
            return id;
        } catch (ParseException e) {
            throw new IllegalArgumentException("no token", e);
        }
    }

    private static TokenClaims read(JWSObject jws) throws ParseException {
        var set = JWTClaimsSet.parse(jws.getPayload().toJSONObject());
        var rank = TokenClaims.Rank.of(set.getStringClaim("scope"));
        return new TokenClaims(
                required(set.getIssuer()),
                required(set.getSubject()),
                rank.orElseThrow(() -> new IllegalArgumentException("scope of a token: unknown")),
                set.getAudience(),
                ReleaseId.parse(required(set.getStringClaim("release"))),
                time(set.getNotBeforeTime()),
                time(set.getExpirationTime()));
    }

    /** Only one text for each token: else others could be made of it that verify as well (RFC 4648 3.5). */
    private static boolean isCanonical(String token) {
        var parts = COMPACT.matcher(token);
        return parts.matches()
                && isCanonicalPart(parts.group(1))
                && isCanonicalPart(parts.group(2))
                && isCanonicalPart(parts.group(3));
    }

    private static boolean isCanonicalPart(String part) {
        return Base64URL.encode(new Base64URL(part).decode()).toString().equals(part);
    }

    private static Instant time(Date date) {
        return required(date).toInstant();
    }

    private static <T> T required(T value) {
        if (value == null) {
            throw new IllegalArgumentException("a claim is missing");
        }
        return value;
    }

    private static TokenVerdict malformed() {
        return new TokenVerdict.Refused("the token is malformed");
    }
}
