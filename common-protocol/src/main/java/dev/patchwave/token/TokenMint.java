package dev.patchwave.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Date;

/** Makes tokens: compact JWS of a few hundred characters. Stateless; any thread. */
public final class TokenMint {
    /** Explicit typing (RFC 8725 3.11): nothing else that these keys sign can pass for a token. */
    static final JOSEObjectType TYPE = new JOSEObjectType("pw+jwt");

    private TokenMint() {}

    /** The token, signed by {@code key}. @throws IllegalArgumentException when it would be longer than {@value TokenCheck#MAX_TOKEN_CHARS} characters */
    public static String mint(TokenClaims claims, TokenKey key) {
        var set = new JWTClaimsSet.Builder()
                .issuer(claims.issuer())
                .subject(claims.subject())
                .audience(claims.domains())
                .claim("release", claims.release().toString())
                .claim("scope", claims.rank().word())
                .issueTime(Date.from(claims.from()))
                .notBeforeTime(Date.from(claims.from()))
                .expirationTime(Date.from(claims.until()))
                .build();
        var jws = new JWSObject(key.header().type(TYPE).build(), set.toPayload());
        try {
            jws.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("a token cannot be signed", e);
        }
        String token = jws.serialize();
        if (token.length() > TokenCheck.MAX_TOKEN_CHARS) {
            throw new IllegalArgumentException(
                    "a token of " + token.length() + " characters: at most " + TokenCheck.MAX_TOKEN_CHARS);
        }
        return token;
    }
}
