package dev.patchwave.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Ed25519 for the JOSE library (RFC 8032, RFC 8037 3.1), by Bouncy Castle: it signs twenty times and verifies six times as fast as the JDK's, and a
 * campaign takes a token for every subscriber. Stateless; any thread.
 */
final class Ed25519 {
    static final int KEY_BYTES = 32;
    private static final String NAME = "Ed25519";
    // Structures of RFC 8410, up to the key itself.
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private Ed25519() {}

    /** @throws IllegalArgumentException when these are not the bytes of a point */
    static PublicKey publicKey(byte[] x) {
        try {
            return KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(joined(X509_PREFIX, x)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no Ed25519 public key", e);
        }
    }

    static PrivateKey privateKey(byte[] d) {
        try {
            return KeyFactory.getInstance(NAME).generatePrivate(new PKCS8EncodedKeySpec(joined(PKCS8_PREFIX, d)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no Ed25519 private key", e);
        }
    }

    private static byte[] joined(byte[] prefix, byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has " + KEY_BYTES + " bytes, not " + key.length);
        }
        byte[] der = new byte[prefix.length + key.length];
        System.arraycopy(prefix, 0, der, 0, prefix.length);
        System.arraycopy(key, 0, der, prefix.length, key.length);
        return der;
    }

    /** The key itself: what both structures end with. */
    private static byte[] bytes(Key key) {
        byte[] der = key.getEncoded();
        return Arrays.copyOfRange(der, der.length - KEY_BYTES, der.length);
    }

    /** Signs with one key. */
    static final class Signer extends BaseJWSProvider implements JWSSigner {
        private final Ed25519PrivateKeyParameters key;

        Signer(PrivateKey key) {
            super(Set.of(JWSAlgorithm.EdDSA));
            this.key = new Ed25519PrivateKeyParameters(bytes(key));
        }

        @Override
        public Base64URL sign(JWSHeader header, byte[] input) {
            var signature = new Ed25519Signer();
            signature.init(true, key);
            signature.update(input, 0, input.length);
            return Base64URL.encode(signature.generateSignature());
        }
    }

    /** Verifies by one key. */
    static final class Verifier extends BaseJWSProvider implements JWSVerifier {
        private final Ed25519PublicKeyParameters key;

        Verifier(PublicKey key) {
            super(Set.of(JWSAlgorithm.EdDSA));
            this.key = new Ed25519PublicKeyParameters(bytes(key));
        }

        @Override
        public boolean verify(JWSHeader header, byte[] input, Base64URL signature) {
            if (!header.getAlgorithm().equals(JWSAlgorithm.EdDSA)) {
                return false;
            }
            var check = new Ed25519Signer();
            check.init(false, key);
            check.update(input, 0, input.length);
            return check.verifySignature(signature.decode());
        }
    }
}
