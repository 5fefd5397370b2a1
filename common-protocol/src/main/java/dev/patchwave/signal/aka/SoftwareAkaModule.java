package dev.patchwave.signal.aka;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A card in software: Milenage with a key out of the configuration, for devices without one, caches and laboratories (ADR 8). It answers
 * a challenge only after its sequence number is on disk, so that no restart makes it accept one twice. Any thread.
 */
public final class SoftwareAkaModule implements AkaModule {
    private static final Logger LOG = LoggerFactory.getLogger(SoftwareAkaModule.class);
    private static final int AMF_END = 8;
    /** AMF of a synchronisation failure (TS 33.102 6.3.3). */
    private static final byte[] RESYNC_AMF = new byte[2];

    private final Milenage milenage;
    private final SequenceFile file;
    private SequenceNumbers numbers;

    private SoftwareAkaModule(Milenage milenage, SequenceFile file) throws IOException {
        this.milenage = milenage;
        this.file = file;
        this.numbers = file.read();
    }

    /**
     * With the subscriber's OPc.
     *
     * @param key K, 16 bytes
     * @param opc 16 bytes
     * @param sequenceFile remembers what was accepted; made on the first challenge; of this module alone
     * @throws IOException when the file is there but cannot be read
     */
    public static SoftwareAkaModule withOpc(byte[] key, byte[] opc, Path sequenceFile) throws IOException {
        return new SoftwareAkaModule(new Milenage(key, opc), new SequenceFile(sequenceFile));
    }

    /** With the operator's OP, from which OPc is computed; else as {@link #withOpc}. */
    public static SoftwareAkaModule withOp(byte[] key, byte[] op, Path sequenceFile) throws IOException {
        return new SoftwareAkaModule(Milenage.ofOperator(key, op), new SequenceFile(sequenceFile));
    }

    @Override
    public synchronized AkaOutcome authenticate(byte[] rand, byte[] autn) throws IOException {
        byte[] sqn = Milenage.xor(Arrays.copyOf(autn, Milenage.SQN_BYTES), milenage.anonymityKey(rand));
        byte[] amf = Arrays.copyOfRange(autn, Milenage.SQN_BYTES, AMF_END);
        byte[] mac = Arrays.copyOfRange(autn, AMF_END, BLOCK_BYTES);
        if (!MessageDigest.isEqual(mac, milenage.macA(rand, sqn, amf))) {
            LOG.warn("the network's challenge was not made with our key");
            return new AkaOutcome.NotAuthentic();
        }
        Optional<SequenceNumbers> accepted = numbers.accept(number(sqn));
        if (accepted.isEmpty()) {
            LOG.info("the network's sequence number was used before or is too far ahead; told it ours");
            return new AkaOutcome.OutOfStep(auts(rand));
        }
        file.write(accepted.get());
        numbers = accepted.get();
        return new AkaOutcome.Authentic(milenage.res(rand));
    }

    private byte[] auts(byte[] rand) {
        byte[] ours = bytes(numbers.highest());
        byte[] hidden = Milenage.xor(ours, milenage.resyncAnonymityKey(rand));
        byte[] mac = milenage.macS(rand, ours, RESYNC_AMF);
        byte[] auts = Arrays.copyOf(hidden, hidden.length + mac.length);
        System.arraycopy(mac, 0, auts, hidden.length, mac.length);
        return auts;
    }

    private static long number(byte[] sqn) {
        long number = 0;
        for (byte one : sqn) {
            number = (number << 8) | (one & 0xff);
        }
        return number;
    }

    private static byte[] bytes(long number) {
        byte[] sqn = new byte[Milenage.SQN_BYTES];
        for (int i = 0; i < sqn.length; i++) {
            sqn[i] = (byte) (number >>> (8 * (sqn.length - 1 - i)));
        }
        return sqn;
    }
}
