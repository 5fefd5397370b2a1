package dev.patchwave.source.app;

import dev.patchwave.config.ConfigFile;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.sip.Identities;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Who is who, as the configuration and the subscribers' file say. */
final class KnownIdentities {
    private KnownIdentities() {}

    /** @throws dev.patchwave.config.ConfigProblem when the subscribers' file cannot be read */
    static Identities of(SourceConfig config) {
        Stream<SourceConfig.Subscriber> fromFile = Optional.ofNullable(config.subscribersFile()).stream()
                .flatMap(file ->
                        ConfigFile.load(Path.of(file), SourceConfig.SubscriberList.class).subscribers().stream());
        SortedMap<SubscriberId, String> passwords = new TreeMap<>();
        Stream.concat(config.subscribers().stream(), fromFile)
                .forEach(subscriber -> passwords.put(
                        new SubscriberId(subscriber.identity()),
                        subscriber.password().value()));
        return new Identities(
                config.sip().home(),
                new SubscriberId(config.sip().service()),
                new SubscriberId(config.sip().adminService()),
                config.sip().algorithms(),
                passwords,
                config.admins().roles());
    }
}
