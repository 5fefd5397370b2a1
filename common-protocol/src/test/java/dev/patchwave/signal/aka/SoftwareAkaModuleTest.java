package dev.patchwave.signal.aka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.BadValue;
import dev.patchwave.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A card in software and the network that knows its key. */
class SoftwareAkaModuleTest {
    private final TestNetwork network = new TestNetwork();

    @TempDir
    private Path directory;

    private Path file;
    private AkaModule card;

    @BeforeEach
    void insert() throws IOException {
        file = directory.resolve("made/aka.sqn");
        card = card();
    }

    @Test
    void aFreshChallengeOfOurNetworkIsAnswered() throws IOException {
        for (int i = 0; i < 3; i++) {
            var vector = network.next();
            assertArrayEquals(vector.xres(), res(card.authenticate(vector.rand(), vector.autn())));
        }
    }

    @Test
    void aReplayIsRefusedAlsoAfterARestart() throws IOException {
        var vector = network.next();
        card.authenticate(vector.rand(), vector.autn());

        assertInstanceOf(AkaOutcome.OutOfStep.class, card.authenticate(vector.rand(), vector.autn()));
        assertInstanceOf(AkaOutcome.OutOfStep.class, card().authenticate(vector.rand(), vector.autn()));
    }

    @Test
    void aNetworkThatLostCountIsToldOursAndIsBelievedAfterwards() throws IOException {
        for (int i = 0; i < 5; i++) {
            var vector = network.next();
            card.authenticate(vector.rand(), vector.autn());
        }
        var restarted = new TestNetwork();
        var old = restarted.next();

        var refused = assertInstanceOf(AkaOutcome.OutOfStep.class, card.authenticate(old.rand(), old.autn()));

        assertEquals(14, refused.auts().length);
        assertEquals(Optional.of(5L * 32), restarted.resync(old.rand(), refused.auts()));
        var next = restarted.next();
        assertArrayEquals(next.xres(), res(card.authenticate(next.rand(), next.autn())));
    }

    @Test
    void aNetworkWithAnotherKeyIsNotAnsweredAndMovesNothing() throws IOException {
        var foreign = new TestNetwork("0396eb317b6d1c36f19c1c84cd6ffd16").next();

        assertEquals(new AkaOutcome.NotAuthentic(), card.authenticate(foreign.rand(), foreign.autn()));
        assertFalse(Files.exists(file));
        var changed = network.next();
        changed.autn()[15] ^= 1;
        assertEquals(new AkaOutcome.NotAuthentic(), card.authenticate(changed.rand(), changed.autn()));
        changed.autn()[15] ^= 1;
        assertArrayEquals(changed.xres(), res(card.authenticate(changed.rand(), changed.autn())));
    }

    @Test
    void withoutADurableNumberThereIsNoAnswer() throws IOException {
        Files.writeString(directory.resolve("made"), "a file where a directory should be");
        var vector = network.next();

        assertThrows(IOException.class, () -> card.authenticate(vector.rand(), vector.autn()));
        Files.delete(directory.resolve("made"));
        assertArrayEquals(vector.xres(), res(card.authenticate(vector.rand(), vector.autn())));
    }

    @Test
    void aDamagedFileIsNotTakenForAFreshCard() throws IOException {
        Files.createDirectories(file.getParent());
        for (String damage : new String[] {"", "1 2 3", "x".repeat(200), "0 ".repeat(4_000)}) {
            Files.writeString(file, damage);
            var refused = assertThrows(IOException.class, this::card);
            assertTrue(refused.getMessage().contains("aka.sqn"), refused::getMessage);
        }
    }

    @Test
    void aConfigurationOpensTheSameCardByOpAndByOpc() throws IOException {
        var byOp = new AkaConfig(secret(TestNetwork.KEY), null, secret(TestNetwork.OP), null);
        var byOpc = new AkaConfig(secret(TestNetwork.KEY), secret(TestNetwork.OPC), null, file.toString());
        var vector = network.next();

        assertArrayEquals(vector.xres(), res(byOp.open(directory).authenticate(vector.rand(), vector.autn())));
        assertArrayEquals(vector.xres(), res(byOpc.open(directory).authenticate(vector.rand(), vector.autn())));
        assertTrue(Files.exists(directory.resolve("aka.sqn")));
        assertTrue(Files.exists(file));
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutBeingRepeated() {
        var shorter = secret("465b5ce8b199b49faa5f0a2ee238a6");
        var refused = assertThrows(BadValue.class, () -> new AkaConfig(shorter, secret(TestNetwork.OPC), null, null));
        assertEquals("key", refused.key());
        assertFalse(refused.getMessage().contains("465b"), refused::getMessage);
        assertThrows(BadValue.class, () -> new AkaConfig(secret(TestNetwork.KEY), null, null, null));
        assertThrows(
                BadValue.class,
                () -> new AkaConfig(secret(TestNetwork.KEY), secret(TestNetwork.OPC), secret(TestNetwork.OP), null));
    }

    private AkaModule card() throws IOException {
        return SoftwareAkaModule.withOpc(
                HexFormat.of().parseHex(TestNetwork.KEY), HexFormat.of().parseHex(TestNetwork.OPC), file);
    }

    private static byte[] res(AkaOutcome outcome) {
        return assertInstanceOf(AkaOutcome.Authentic.class, outcome).res();
    }

    private static Secret secret(String value) {
        return new Secret(value);
    }
}
