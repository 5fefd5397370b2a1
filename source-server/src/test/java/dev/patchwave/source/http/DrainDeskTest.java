package dev.patchwave.source.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class DrainDeskTest {
    @Test
    void onlyTheOwnHostIsBelieved() throws Exception {
        InetAddress own = address(192, 0, 2, 1);

        assertTrue(DrainDesk.isOwnHost(InetAddress.getLoopbackAddress(), own));
        assertTrue(DrainDesk.isOwnHost(address(127, 0, 0, 9), own));
        assertTrue(DrainDesk.isOwnHost(own, own), "its own address, where it listens on no other");
        assertFalse(DrainDesk.isOwnHost(address(192, 0, 2, 2), own));
        assertFalse(DrainDesk.isOwnHost(address(192, 0, 2, 2), address(0, 0, 0, 0)));
    }

    private static InetAddress address(int... parts) throws UnknownHostException {
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = (byte) parts[i];
        }
        return InetAddress.getByAddress(bytes);
    }
}
