package dev.patchwave.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;

/** Examples of tokens and their keys in a document, read as the programs read them. */
public final class TokenExample {
    private TokenExample() {}

    /** What is read, written again. @throws IllegalArgumentException when it is not as the programs would have it */
    public static byte[] again(String role, byte[] json) throws JOSEException, ParseException {
        if (role.equals("token-keys")) {
            if (TokenKeySet.read(json).trustedBy(id -> true).isEmpty()) {
                throw new IllegalArgumentException("no signature of the keys is right");
            }
            return json;
        }
        var key = TokenKey.generate(new SecureRandom());
        var jws = new JWSObject(
                key.header().type(TokenMint.TYPE).build(), new Payload(new String(json, StandardCharsets.UTF_8)));
        jws.sign(key.signer());
        var again = TokenMint.mint(TokenCheck.claimsOf(jws.serialize()), key);
        return JWSObject.parse(again).getPayload().toBytes();
    }

    /** Reads a token. @throws IllegalArgumentException when it is none */
    public static void read(String token) {
        TokenCheck.claimsOf(token);
    }
}
