package dev.patchwave.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.text.ParseException;
import java.util.Arrays;

/**
 * A key pair that tokens are signed with. Its id is the first 16 bytes of its thumbprint (RFC 7638) in base64url, so whoever knows the id can tell
 * the right public key, whoever brings it. Immutable; any thread.
 */
public final class TokenKey {
    private static final int ID_BYTES = 16;

    private final OctetKeyPair pair;
    private final PrivateKey privateKey;
    private final JWSSigner signer;

    private TokenKey(OctetKeyPair pair) {
        this.pair = pair;
        this.privateKey = Ed25519.privateKey(pair.getDecodedD());
        this.signer = new Ed25519.Signer(privateKey);
    }

    /** A fresh one. */
    public static TokenKey generate(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, random);
            var made = generator.generateKeyPair();
            byte[] d = ((EdECPrivateKey) made.getPrivate()).getBytes().orElseThrow();
            byte[] spki = made.getPublic().getEncoded();
            byte[] x = Arrays.copyOfRange(spki, spki.length - Ed25519.KEY_BYTES, spki.length);
            return new TokenKey(named(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x))
                    .d(Base64URL.encode(d))
                    .build()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }

    /** Reads what {@link #toJson} wrote. @throws IllegalArgumentException when it is no private JWK of Ed25519 with the id of its thumbprint */
    public static TokenKey parse(String json) {
        try {
            var pair = OctetKeyPair.parse(json);
            if (!pair.isPrivate() || !pair.getCurve().equals(Curve.Ed25519)) {
                throw new IllegalArgumentException("expected a private JWK with kty OKP and crv Ed25519");
            }
            requireNamed(pair);
            return new TokenKey(pair);
        } catch (ParseException e) {
            throw new IllegalArgumentException("expected a JWK (RFC 7517): " + e.getMessage(), e);
        }
    }

    /** As JWK with the private part (RFC 8037 2): for its owner's eyes. */
    public String toJson() {
        return pair.toJSONString();
    }

    public String id() {
        return pair.getKeyID();
    }

    /** The public half as JWK. */
    OctetKeyPair publicHalf() {
        return pair.toPublicJWK();
    }

    /** For keys that are derived from this one; of nobody else's concern. */
    public byte[] secret() {
        return pair.getDecodedD();
    }

    JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID(id());
    }

    JWSSigner signer() {
        return signer;
    }

    /** @throws IllegalArgumentException when its id is not that of its thumbprint */
    static void requireNamed(OctetKeyPair key) {
        if (!thumbprint(key).equals(key.getKeyID())) {
            throw new IllegalArgumentException("kid " + key.getKeyID() + ": expected " + thumbprint(key));
        }
    }

    private static OctetKeyPair named(OctetKeyPair key) {
        return new OctetKeyPair.Builder(key).keyID(thumbprint(key)).build();
    }

    private static String thumbprint(OctetKeyPair key) {
        try {
            byte[] whole = key.computeThumbprint().decode();
            return Base64URL.encode(Arrays.copyOf(whole, ID_BYTES)).toString();
        } catch (JOSEException e) {
            throw new IllegalArgumentException("no thumbprint can be made of this key", e);
        }
    }
}
