package dev.patchwave.source.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AddressPrefixTest {
    @Test
    void literalsOfBothKindsAreRead() {
        assertEquals("10.1.0.0/16", AddressPrefix.parse("10.1.2.3/16").toString());
        assertEquals(
                "255.255.255.255/32", AddressPrefix.parse("255.255.255.255").toString());
        assertEquals(
                "2001:db8:0:0:0:0:0:0/32", AddressPrefix.parse("2001:db8::1/32").toString());
    }

    /** The JDK would ask a name server for these. */
    @Test
    void whatTheJdkTakesForANameIsNone() {
        for (String name : new String[] {"cafe", "999.1.1.1", "1.2.3.256", "face/16", ""}) {
            assertThrows(IllegalArgumentException.class, () -> AddressPrefix.parse(name), name);
        }
    }
}
