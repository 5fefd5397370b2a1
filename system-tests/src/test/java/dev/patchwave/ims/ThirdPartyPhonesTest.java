package dev.patchwave.ims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Phones of other makers in the same core are not harmed by a campaign. In a network namespace, as they refuse the loopback. */
@Tag("tools")
class ThirdPartyPhonesTest {
    private static final String NET = "10.60.0";
    private static final int PATIENCE_SECONDS = 180;

    @Test
    void baresipAndLinphoneAreSentNothing() throws Exception {
        Path namespace = RealCore.testbed().resolve("tools/in-netns");
        require("baresip", "baresip-core");
        require("linphonec", "linphone-cli");
        require("ip", "iproute2");
        Path directory = WorkingDirectory.fresh("phones");
        Path log = directory.resolve("run.log");
        var builder = new ProcessBuilder(
                        namespace.toString(),
                        ProcessHandle.current().info().command().orElse("java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PhonesBesideACampaign.class.getName(),
                        directory.toString(),
                        NET)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("IMS_NET", NET);
        var process = builder.start();
        process.getOutputStream().close();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "takes too long: " + read(log));
            assertEquals(0, process.exitValue(), () -> read(log));
        } finally {
            Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static void require(String program, String debianPackage) {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!there) {
            fail(program + " is missing: apt install " + debianPackage
                    + " (or leave these tests out: -DexcludedGroups=tools)");
        }
    }

    private static String read(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
