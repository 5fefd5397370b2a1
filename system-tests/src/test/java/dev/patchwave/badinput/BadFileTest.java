package dev.patchwave.badinput;

import dev.patchwave.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be a patch or a key: refused before anybody is asked; no source runs here. */
class BadFileTest {
    @TempDir
    Path directory;

    @BeforeEach
    void makeAKey() throws IOException {
        Run.patchwave(directory, List.of("keygen", "key.pem")).succeeded();
    }

    @Test
    void aMissingPatch() throws IOException {
        OneLine.expect(publish("none.bin"), OneLine.REFUSED, "none.bin", "does not exist");
        OneLine.expect(demo("none.bin"), OneLine.REFUSED, "none.bin", "no such file");
    }

    @Test
    void aLinkToNowhere() throws IOException {
        Files.createSymbolicLink(directory.resolve("link.bin"), Path.of("nowhere"));

        OneLine.expect(publish("link.bin"), OneLine.REFUSED, "link.bin", "does not exist");
        OneLine.expect(demo("link.bin"), OneLine.REFUSED, "link.bin", "no such file");
    }

    @Test
    void aDirectory() throws IOException {
        Files.createDirectory(directory.resolve("folder"));

        OneLine.expect(publish("folder"), OneLine.REFUSED, "folder", "is no regular file");
        OneLine.expect(demo("folder"), OneLine.REFUSED, "folder", "is no file that can be read");
    }

    @Test
    void anEmptyPatch() throws IOException {
        Files.createFile(directory.resolve("empty.bin"));

        OneLine.expect(publish("empty.bin"), OneLine.REFUSED, "empty.bin", "is empty");
        OneLine.expect(demo("empty.bin"), OneLine.REFUSED, "empty.bin", "is empty");
    }

    @Test
    void aMissingKey() throws IOException {
        Files.write(directory.resolve("patch.bin"), new byte[] {1});

        OneLine.expect(publish("patch.bin", "--key", "none.pem"), OneLine.REFUSED, "none.pem", "no such file");
    }

    @Test
    void aKeyThatIsNone() throws IOException {
        Files.write(directory.resolve("patch.bin"), new byte[] {1});

        OneLine.expect(publish("patch.bin", "--key", "patch.bin"), OneLine.REFUSED, "patch.bin", "no PEM block");
    }

    @Test
    void aNameThatNoReleaseMayHave() throws IOException {
        Files.write(directory.resolve("patch.bin"), new byte[] {1});

        var run = Run.patchwave(
                directory, List.of("publish", "patch.bin", "--product", "A b", "--version", "1", "--key", "key.pem"));

        OneLine.expect(run, OneLine.REFUSED, "product 'A b'", "1 to 63 characters of a-z, 0-9 and -");
    }

    @Test
    void numbersAndAddressesOutOfRange() throws IOException {
        Files.write(directory.resolve("patch.bin"), new byte[] {1});

        OneLine.expect(publish("patch.bin", "--key", "key.pem", "--sequence", "0"), OneLine.REFUSED, "--sequence 0");
        OneLine.expect(
                publish("patch.bin", "--key", "key.pem", "--segment-size", "1KiB"),
                OneLine.REFUSED,
                "--segment-size 1KiB: allowed are 64KiB to 16MiB");
        OneLine.expect(
                publish("patch.bin", "--key", "key.pem", "--source", "nowhere"),
                OneLine.REFUSED,
                "'nowhere' is no address",
                "http://host:port");
    }

    @Test
    void noSourceThere() throws IOException {
        Files.write(directory.resolve("patch.bin"), new byte[] {1});

        OneLine.expect(
                publish("patch.bin", "--key", "key.pem", "--source", "http://127.0.0.1:1"),
                OneLine.FAILED,
                "http://127.0.0.1:1: nobody listens there");
    }

    private Run publish(String file) throws IOException {
        return publish(file, "--key", "key.pem");
    }

    private Run publish(String file, String... more) throws IOException {
        var arguments =
                new java.util.ArrayList<>(List.of("publish", file, "--product", "ims-client", "--version", "1.0"));
        arguments.addAll(List.of(more));
        return Run.patchwave(directory, arguments);
    }

    private Run demo(String file) throws IOException {
        return Run.patchwave(directory, List.of("demo", file));
    }
}
