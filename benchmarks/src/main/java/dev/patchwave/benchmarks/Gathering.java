package dev.patchwave.benchmarks;

import dev.patchwave.launcher.demo.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Brings clients to a source: registers them, and lets them subscribe. */
final class Gathering {
    private static final Duration EXTRA = Duration.ofMinutes(2);

    private final Path directory;
    private final Source source;
    private int registrations;

    Gathering(Path directory, Source source) {
        this.directory = directory;
        this.source = source;
    }

    /** The S-CSCF registers all of them; tells how it was answered. */
    Answers register(Phones phones) throws IOException {
        String name = "register-" + ++registrations;
        try (var cscf = Sipp.calls(
                directory,
                name,
                "register.xml",
                FreePorts.next(),
                source.sip(),
                phones,
                StormPlan.REGISTERS_PER_SECOND)) {
            cscf.exitCode(time(phones, StormPlan.REGISTERS_PER_SECOND));
            return Answers.of(cscf.log().packets(), "REGISTER");
        }
    }

    /** Clients that stay, once each has answered its first NOTIFY. */
    Sipp subscribe(String name, String scenario, Phones phones) throws IOException {
        var clients = Sipp.calls(
                directory, name, scenario, FreePorts.next(), source.sip(), phones, StormPlan.SUBSCRIBES_PER_SECOND);
        try {
            Patience.await(
                    "every client subscribes",
                    time(phones, StormPlan.SUBSCRIBES_PER_SECOND),
                    () -> subscribed(clients) >= phones.count());
            return clients;
        } catch (IOException e) {
            clients.close();
            throw e;
        }
    }

    private static int subscribed(Sipp clients) throws IOException {
        Patience.pause(Duration.ofMillis(500));
        clients.requireAlive();
        return Arrivals.of(List.of(clients.log().packets())).reached();
    }

    private static Duration time(Phones phones, int perSecond) {
        return EXTRA.plusSeconds(phones.count() / perSecond);
    }
}
