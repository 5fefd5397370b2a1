package dev.patchwave.signal.aka;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The authentication centre of these tests: makes vectors with the keys of TS 35.208 test set 1 and reads AUTS (TS 33.102 6.3). */
public final class TestNetwork {
    public static final String KEY = "465b5ce8b199b49faa5f0a2ee238a6bc";
    public static final String OP = "cdc202d5123e20f62b6d676ac72cb318";
    public static final String OPC = "cd63cb71954a9f4e48a5994e37a02baf";

    private static final byte[] AMF = {(byte) 0x80, 0};

    private final Milenage milenage;
    private long sqn;
    private int made;

    /** A challenge and the answer that is expected. */
    @SuppressWarnings("ArrayRecordComponent") // Tests change single bytes of it.
    public record Vector(byte[] rand, byte[] autn, byte[] xres) {}

    public TestNetwork() {
        this(KEY);
    }

    /** One that believes our key to be {@code key}. */
    public TestNetwork(String key) {
        milenage =
                Milenage.ofOperator(HexFormat.of().parseHex(key), HexFormat.of().parseHex(OP));
    }

    /** The next vector, with IND 0. */
    public Vector next() {
        sqn += SequenceNumbers.COUNT;
        return vector(sqn);
    }

    Vector vector(long number) {
        byte[] rand = new byte[AkaModule.BLOCK_BYTES];
        Arrays.fill(rand, (byte) ++made);
        byte[] plain = bytes(number);
        byte[] autn = ByteBuffer.allocate(AkaModule.BLOCK_BYTES)
                .put(Milenage.xor(plain, milenage.anonymityKey(rand)))
                .put(AMF)
                .put(milenage.macA(rand, plain, AMF))
                .array();
        return new Vector(rand, autn, milenage.res(rand));
    }

    /** Takes over the count in {@code auts}; empty when it was not made with the key. */
    public Optional<Long> resync(byte[] rand, byte[] auts) {
        byte[] theirs = Milenage.xor(Arrays.copyOf(auts, Milenage.SQN_BYTES), milenage.resyncAnonymityKey(rand));
        boolean authentic = Arrays.equals(
                Arrays.copyOfRange(auts, Milenage.SQN_BYTES, auts.length), milenage.macS(rand, theirs, new byte[2]));
        if (!authentic) {
            return Optional.empty();
        }
        sqn = new BigInteger(1, theirs).longValueExact();
        return Optional.of(sqn);
    }

    private static byte[] bytes(long number) {
        return Arrays.copyOfRange(
                ByteBuffer.allocate(Long.BYTES).putLong(number).array(), 2, Long.BYTES);
    }
}
