package dev.patchwave.client.embedding;

import dev.patchwave.client.app.ClientConfig;
import dev.patchwave.client.app.ImsClient;
import dev.patchwave.client.core.Conditions;
import dev.patchwave.client.core.Known;
import dev.patchwave.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** An application that keeps itself up to date; docs/embedding.md shows it. */
final class EmbeddingExample implements AutoCloseable {
    private final ImsClient updates;

    EmbeddingExample(Path configuration) throws IOException {
        updates = new ImsClient(ConfigFile.load(configuration, ClientConfig.class));
        updates.start();
        updates.watch(progress -> System.out.println(progress.state() + " " + progress.ownedSegments()));
        var unused = updates.stopped().whenComplete((closed, fault) -> {
            if (fault != null) {
                System.err.println("no upgrades any more: " + fault.getMessage());
            }
        });
    }

    /** The user moved the switch "Help others to upgrade". */
    void onSwitch(boolean on) {
        updates.consent(on);
    }

    /** The platform says that the access or the battery is another. */
    void onDeviceChanged(boolean metered, boolean roaming, boolean charging, int batteryPercent) {
        updates.conditions(
                new Conditions(Known.of(metered), Known.of(roaming), charging, OptionalInt.of(batteryPercent)));
    }

    /** The platform cannot say at the moment: nothing is uploaded until it can. */
    void onDeviceUnknown() {
        updates.conditions(new Conditions(Known.UNKNOWN, Known.UNKNOWN, false, OptionalInt.empty()));
    }

    @Override
    public void close() {
        updates.close();
    }
}
