package dev.patchwave.trust;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * A private key under a passphrase: EncryptedPrivateKeyInfo (RFC 5958 3) by PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC (RFC 8018),
 * which is what {@code openssl pkcs8} reads and writes too. Any thread.
 */
final class SealedKey {
    /** What OWASP's password storage guidance names for PBKDF2-HMAC-SHA256: some tenths of a second. */
    static final int ITERATIONS = 600_000;

    /** Some seconds. */
    private static final int MAX_ITERATIONS = 10_000_000;

    private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";
    private static final String PBES2 = "PBES2";
    private static final int SALT_BYTES = 16;
    private static final int BLOCK_BYTES = 16;

    private SealedKey() {}

    /** The encrypted key in DER. */
    static byte[] seal(PrivateKey key, char[] passphrase) {
        try {
            var random = new SecureRandom();
            byte[] salt = bytes(random, SALT_BYTES);
            var iv = new IvParameterSpec(bytes(random, BLOCK_BYTES));
            var cipher = Cipher.getInstance(ALGORITHM);
            var secret = SecretKeyFactory.getInstance(ALGORITHM).generateSecret(new PBEKeySpec(passphrase));
            cipher.init(Cipher.ENCRYPT_MODE, secret, new PBEParameterSpec(salt, ITERATIONS, iv));
            byte[] sealed = cipher.doFinal(key.getEncoded());
            // By the name that has an object identifier; that of the cipher has none.
            var pbes2 = AlgorithmParameters.getInstance(PBES2);
            pbes2.init(cipher.getParameters().getEncoded());
            return new EncryptedPrivateKeyInfo(pbes2, sealed).getEncoded();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
        }
    }

    /**
     * Opens what {@link #seal} or another tool made.
     *
     * @return the key in PKCS#8; empty when the passphrase is another one
     * @throws GeneralSecurityException when it is no such thing, or by a cipher that we lack
     */
    static Optional<byte[]> open(byte[] der, char[] passphrase) throws GeneralSecurityException, IOException {
        var info = new EncryptedPrivateKeyInfo(der);
        AlgorithmParameters parameters = info.getAlgParameters();
        if (parameters == null) {
            throw new GeneralSecurityException("encrypted by " + info.getAlgName());
        }
        requireBearable(parameters);
        // The name of PBES2 is the same for all of its ciphers; its parameters know which one it is.
        String algorithm = parameters.toString();
        var secret = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase));
        var cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.DECRYPT_MODE, secret, parameters);
        try {
            return Optional.of(info.getKeySpec(cipher).getEncoded());
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // The padding or what is inside makes no sense: not this passphrase.
        }
    }

    /** Who made the file says how long we are to work at it. */
    private static void requireBearable(AlgorithmParameters parameters) throws GeneralSecurityException {
        int iterations = parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount();
        if (iterations > MAX_ITERATIONS) {
            throw new GeneralSecurityException(iterations + " iterations: at most " + MAX_ITERATIONS + " are done");
        }
    }

    private static byte[] bytes(SecureRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
