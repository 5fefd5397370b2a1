package dev.patchwave.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every section that configures TLS refuses. */
class TlsRulesTest {
    private static final List<String> SOMEBODY = List.of("ca.pem");

    @Test
    void whatIsNotSaidIsNone() {
        assertEquals("none", TlsRules.clientAuthentication(null, null, null, List.of()));
        assertEquals("none", TlsRules.clientAuthentication(null, "a.pem", "a.key", SOMEBODY));
    }

    @ParameterizedTest
    @CsvSource({"none", "want", "need"})
    void whatCanBeDoneIsTaken(String said) {
        assertEquals(said, TlsRules.clientAuthentication(said, "a.pem", "a.key", SOMEBODY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "maybe | a.pem | a.key | 'maybe' is not allowed; allowed: none, want or need",
                "-     | a.pem | -     | missing; allowed: certificate and key together",
                "-     | -     | a.key | missing; allowed: certificate and key together",
                "want  | -     | -     | 'want' is not allowed; allowed: none without certificate, key and trust"
            })
    void whatContradictsItselfIsRefused(String said, String certificate, String key, String complaint) {
        var refused =
                assertThrows(BadValue.class, () -> TlsRules.clientAuthentication(said, certificate, key, SOMEBODY));

        assertTrue(refused.getMessage().contains(complaint), refused::getMessage);
    }

    @Test
    void whoAsksForCertificatesMustTrustSomebody() {
        assertThrows(BadValue.class, () -> TlsRules.clientAuthentication("need", "a.pem", "a.key", List.of()));
    }
}
