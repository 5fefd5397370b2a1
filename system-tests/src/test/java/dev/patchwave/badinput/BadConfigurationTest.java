package dev.patchwave.badinput;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.patchwave.tools.Run;
import dev.patchwave.tools.SmallNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations that each daemon refuses before it opens a port or writes a file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadConfigurationTest {
    @TempDir
    static Path directory;

    private SmallNetwork network;

    @BeforeAll
    void layOut() throws IOException {
        network = new SmallNetwork(directory.resolve("network"));
    }

    @AfterAll
    void close() {
        network.close();
    }

    /** In a file that is right, {@code from} becomes {@code to}; the line names {@code key} and what is {@code allowed}. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            source  | uplink: 400Mbit/s | uplinc: 400Mbit/s      | uplinc: unknown key           | uplink
            source  | uplink: 400Mbit/s | uplink: 400Mb          | uplink: '400Mb'               | 80Mbit/s
            source  | uplink: 400Mbit/s | uplink: 5              | uplink: '5' is not allowed    | needs its unit
            source  | slots: 4          | slots: 0               | slots: '0'                    | 1 to 1024
            source  | slots: 4          | slots: many            | slots: 'many'                 | a whole number
            source  | home: op.example  | home: op.example, digest: [SHA-1] | sip.digest: 'SHA-1' | SHA-256
            source  | uplink: 400Mbit/s | publisherKeys: []      | (line                         | Duplicate
            source  | domains:          | `domains: [`           | while parsing                 | (line
            cache-1 | uplink: 400Mbit/s | upling: 400Mbit/s      | upling: unknown key           | uplink
            cache-1 | uplink: 400Mbit/s | uplink: 1bit/s         | uplink: '1bit/s'              | 8kbit/s or more
            cache-1 | uplink: 400Mbit/s | keptReleasesPerProduct: 0 | keptReleasesPerProduct: '0' | 1 to 100
            cache-1 | registrar: 'sip:  | registrar: 'tel:       | sip.registrar: 'tel:          | sip:127.0.0.1:5060
            cache-1 | domain: area-1    | `domain: {`            | while parsing                 | (line
            alice   | charging: true    | charging: maybe        | device.charging: 'maybe'      | true or false
            alice   | batteryPercent: 100 | batteryPercent: 101  | device.batteryPercent: '101'  | 0 to 100
            alice   | uplink: 240Mbit/s | uplink: fast           | uplink: 'fast'                | 80Mbit/s
            alice   | product: ims-client | colour: red          | colour: unknown key           | product
            alice   | password: demo-password | passwordFile: /none/there | /none/there: cannot be read | no such file
            alice   | password: demo-password | password: (hidden) | sip.password:                | put the password back
            alice   | device:           | `device: [`            | while parsing                 | (line
            """)
    void isToldInOneLine(String name, String from, String to, String key, String allowed) throws IOException {
        Path bad = Files.writeString(directory.resolve("bad.yaml"), network.edited(name, from, to));

        var run = start(name, bad);

        OneLine.expect(run, OneLine.REFUSED, key, allowed);
        assertFalse(Files.exists(network.directory().resolve(name)), "data directory was made all the same");
    }

    @ParameterizedTest
    @CsvSource({"source", "cache-1", "alice"})
    void aMissingPublisherKeyIsNamed(String name) throws IOException {
        Path bad = Files.writeString(
                directory.resolve("bad.yaml"), network.edited(name, "publisher.pem.pub", "nobody.pem.pub"));

        OneLine.expect(start(name, bad), OneLine.REFUSED, "nobody.pem.pub: cannot be read: no such file");
    }

    @ParameterizedTest
    @CsvSource({"source", "cache-1", "alice"})
    void aMissingFileIsNamed(String name) throws IOException {
        OneLine.expect(start(name, directory.resolve("none.yaml")), OneLine.REFUSED, "none.yaml", "no such file");
    }

    private Run start(String name, Path config) throws IOException {
        String command = name.equals("cache-1") ? "cache" : name.equals("alice") ? "client" : name;
        return Run.patchwave(directory, List.of(command, "--config", config.toString()));
    }
}
