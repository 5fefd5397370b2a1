package dev.patchwave.signal.aka;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The Milenage functions f1 to f5* over AES-128 with the usual constants c and r (TS 35.206 4.1), for one key. All inputs and outputs
 * are of the lengths there. Any thread.
 */
final class Milenage {
    static final int KEY_BYTES = 16;
    static final int SQN_BYTES = 6;
    private static final int BLOCK_BYTES = AkaModule.BLOCK_BYTES;
    private static final int HALF_BYTES = 8;

    private final SecretKeySpec key;
    private final byte[] opc;

    /** With {@code key} (K) and {@code opc}, 16 bytes each. */
    Milenage(byte[] key, byte[] opc) {
        if (key.length != KEY_BYTES || opc.length != KEY_BYTES) {
            throw new IllegalArgumentException("K and OPc have 16 bytes each");
        }
        this.key = new SecretKeySpec(key, "AES");
        this.opc = opc.clone();
    }

    /** With OPc computed from the operator's OP (TS 35.206 4.1). */
    static Milenage ofOperator(byte[] key, byte[] op) {
        return new Milenage(key, xor(encrypt(new SecretKeySpec(key, "AES"), op), op));
    }

    byte[] opc() {
        return opc.clone();
    }

    /** f1, MAC-A: 8 bytes. */
    byte[] macA(byte[] rand, byte[] sqn, byte[] amf) {
        return Arrays.copyOf(out1(rand, sqn, amf), HALF_BYTES);
    }

    /** f1*, MAC-S: 8 bytes. */
    byte[] macS(byte[] rand, byte[] sqn, byte[] amf) {
        return Arrays.copyOfRange(out1(rand, sqn, amf), HALF_BYTES, BLOCK_BYTES);
    }

    /** f2, RES: 8 bytes. */
    byte[] res(byte[] rand) {
        return Arrays.copyOfRange(out(rand, 1, 0), HALF_BYTES, BLOCK_BYTES);
    }

    /** f3, CK: 16 bytes. */
    byte[] cipherKey(byte[] rand) {
        return out(rand, 2, 4);
    }

    /** f4, IK: 16 bytes. */
    byte[] integrityKey(byte[] rand) {
        return out(rand, 4, 8);
    }

    /** f5, AK: 6 bytes. */
    byte[] anonymityKey(byte[] rand) {
        return Arrays.copyOf(out(rand, 1, 0), SQN_BYTES);
    }

    /** f5*, AK of a synchronisation failure: 6 bytes. */
    byte[] resyncAnonymityKey(byte[] rand) {
        return Arrays.copyOf(out(rand, 8, 12), SQN_BYTES);
    }

    private byte[] out1(byte[] rand, byte[] sqn, byte[] amf) {
        byte[] in = new byte[BLOCK_BYTES];
        for (int half = 0; half < BLOCK_BYTES; half += HALF_BYTES) {
            System.arraycopy(sqn, 0, in, half, SQN_BYTES);
            System.arraycopy(amf, 0, in, half + SQN_BYTES, amf.length);
        }
        byte[] rotated = rotated(xor(in, opc), HALF_BYTES);
        return xor(encrypt(key, xor(encrypt(key, xor(rand, opc)), rotated)), opc);
    }

    /** OUT2 to OUT5: {@code constant} is the last byte of c, {@code rotationBytes} is r. */
    private byte[] out(byte[] rand, int constant, int rotationBytes) {
        byte[] in = rotated(xor(encrypt(key, xor(rand, opc)), opc), rotationBytes);
        in[BLOCK_BYTES - 1] ^= (byte) constant;
        return xor(encrypt(key, in), opc);
    }

    /** To the left, as the most significant bits go round. */
    private static byte[] rotated(byte[] block, int bytes) {
        byte[] result = new byte[block.length];
        for (int i = 0; i < block.length; i++) {
            result[i] = block[(i + bytes) % block.length];
        }
        return result;
    }

    static byte[] xor(byte[] left, byte[] right) {
        byte[] result = new byte[left.length];
        for (int i = 0; i < left.length; i++) {
            result[i] = (byte) (left[i] ^ right[i]);
        }
        return result;
    }

    private static byte[] encrypt(SecretKeySpec key, byte[] block) {
        try {
            // One block by itself is what ECB is; TS 35.206 wants the bare block cipher.
            Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, key);
            return aes.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks AES", e);
        }
    }
}
