package dev.patchwave.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpTlsTest {
    /** As a program embeds it. */
    record Http(HttpTls tls) {}

    @TempDir
    private Path directory;

    @Test
    void whatIsLeftOutHasItsDefault() throws IOException {
        var tls = load("tls: {}").tls();

        assertEquals(new HttpTls(null, null, List.of(), "none", true), tls);
    }

    @Test
    void everyKeyIsReadAndPrinted() throws IOException {
        var config = load(
                "tls: {certificate: a.pem, key: a.key, trust: [ca.pem], clientAuthentication: need, verifyHost: false}");

        assertEquals(new HttpTls("a.pem", "a.key", List.of("ca.pem"), "need", false), config.tls());
        assertEquals(config, load(ConfigFile.print(config)));
    }

    @Test
    void whoHasACertificateAsksForThoseOfOthers() throws IOException {
        assertEquals(
                "want",
                load("tls: {certificate: a.pem, key: a.key, trust: [ca.pem]}")
                        .tls()
                        .clientAuthentication());
        assertEquals(
                "none",
                load("tls: {certificate: a.pem, key: a.key, clientAuthentication: none}")
                        .tls()
                        .clientAuthentication());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 8443 | tls.port: unknown key",
                "clientAuthentication: maybe | 'maybe' is not allowed; allowed: none, want or need",
                "certificate: a.pem, key: a.key | tls.trust: missing",
                "ciphers: x | tls.ciphers: unknown key"
            })
    void whatIsNotAllowedIsNamed(String key, String complaint) {
        var problem = assertThrows(ConfigProblem.class, () -> load("tls: {" + key + "}"));

        assertTrue(problem.getMessage().contains(complaint), problem::getMessage);
    }

    private Http load(String yaml) throws IOException {
        return ConfigFile.load(Files.writeString(directory.resolve("some.yaml"), yaml), Http.class);
    }
}
