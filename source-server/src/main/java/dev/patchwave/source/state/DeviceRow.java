package dev.patchwave.source.state;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.Charging;
import dev.patchwave.source.core.RegisteredDevice;
import dev.patchwave.store.Row;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** What the core network told of a device and of its subscriber, as values of rows. The time that it holds is the row's own. */
final class DeviceRow {
    private DeviceRow() {}

    static byte[] write(RegisteredDevice device) {
        return RowBytes.write(out -> {
            out.writeUTF(device.contactUri());
            out.writeBoolean(device.carriesFeature());
            write(device.gruu(), out);
        });
    }

    static RegisteredDevice read(SubscriberId subscriber, InstanceId instance, Row row) {
        return RowBytes.read(
                row.value(),
                in -> new RegisteredDevice(
                        subscriber,
                        instance,
                        in.readUTF(),
                        in.readBoolean(),
                        read(in),
                        row.expires().orElse(Instant.MAX)));
    }

    static byte[] write(Charging charging) {
        return RowBytes.write(out -> {
            write(charging.vector(), out);
            write(charging.functions(), out);
        });
    }

    static Charging readCharging(byte[] bytes) {
        return RowBytes.read(bytes, in -> new Charging(read(in), read(in)));
    }

    private static void write(Optional<String> text, DataOutputStream out) throws IOException {
        out.writeUTF(text.orElse(""));
    }

    private static Optional<String> read(DataInputStream in) throws IOException {
        return Optional.of(in.readUTF()).filter(text -> !text.isEmpty());
    }
}
