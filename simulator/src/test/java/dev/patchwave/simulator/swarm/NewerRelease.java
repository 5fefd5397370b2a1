package dev.patchwave.simulator.swarm;

import dev.patchwave.cache.core.FillOrders;
import dev.patchwave.client.core.Upgrade;
import dev.patchwave.client.core.UpgradeOrder;
import dev.patchwave.client.core.UpgradeOrder.Manner;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.Download;
import dev.patchwave.swarm.MemberReport;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A second release of the product on the same network, published in the middle. Each client decides by its own {@link Upgrade} what to
 * fetch, each cache by its {@link FillOrders}; the source tells both again and again, as a campaign does, until they have it.
 */
final class NewerRelease {
    static final ReleaseId OLD = SimulatedSwarm.RELEASE;
    static final ReleaseId NEW = ReleaseId.parse("ims-client@3.0");
    static final long SEQUENCE_OF_OLD = 1;
    static final long SEQUENCE_OF_NEW = 2;
    private static final Duration TELLS_EVERY = Duration.ofSeconds(5);

    private final SimulatedSwarm older;
    private final SimulatedSwarm newer;
    private final Rules rules;
    private final SimulatedProgram source;
    private final Map<String, UpgradingClient> clients = new TreeMap<>();
    private final Map<String, FillingCache> caches = new TreeMap<>();
    private boolean published;

    NewerRelease(SimulatedSwarm older, Rules olderRules, PatchShape shape, SimulatedProgram source) {
        this.older = older;
        this.newer = older.alongside(NEW, shape);
        this.rules = new Rules(newer);
        this.source = source;
        newer.also(source, Optional.empty());
        older.with(new Hearing(olderRules, OLD));
        newer.with(new Hearing(rules, NEW));
    }

    void addCache(SimulatedProgram cache) {
        caches.put(cache.name(), new FillingCache(older, source, cache, newer.also(cache, Optional.of(in(source)))));
    }

    void addClient(SimulatedProgram client, SimulatedProgram cache) {
        var there = newer.also(client, Optional.of(in(cache)));
        clients.put(client.name(), new UpgradingClient(older, client, there, caches.get(cache.name())));
    }

    /** The same program in the swarm of the newer release. */
    SimulatedProgram in(SimulatedProgram program) {
        return newer.program(program.id());
    }

    /** Of its swarm. */
    Rules rules() {
        return rules;
    }

    /** Looks at what everybody does with one of the two, and tells of downloads that finish, behind the other effects. */
    private final class Hearing implements Witness {
        private final Rules checked;
        private final ReleaseId release;

        Hearing(Rules checked, ReleaseId release) {
            this.checked = checked;
            this.release = release;
        }

        @Override
        public void performs(SimulatedProgram program, Object effect) {
            var client = Optional.ofNullable(clients.get(program.name()));
            switch (effect) {
                case Download.Effect.Fetch fetch -> client.ifPresent(fetching -> fetching.fetches(release));
                case Download.Effect.Finished() -> older.time().after(Duration.ZERO, () -> finished(program, release));
                default -> {}
            }
            checked.performs(program, effect);
        }

        @Override
        public void reports(SimulatedProgram program, MemberReport report) {
            checked.reports(program, report);
        }
    }

    private void finished(SimulatedProgram program, ReleaseId release) {
        Optional.ofNullable(clients.get(program.name())).ifPresent(client -> client.finished(release));
        Optional.ofNullable(caches.get(program.name())).ifPresent(cache -> cache.filled(release));
    }

    void publish() {
        published = true;
        if (source.isUp()) {
            in(source).joinAnew();
        }
        tell();
    }

    private void tell() {
        caches.values().stream()
                .filter(cache -> !cache.newer().isDone())
                .forEach(cache -> send(cache.older(), cache::ordered));
        clients.values().stream()
                .filter(client -> !client.runs(SEQUENCE_OF_NEW))
                .forEach(client -> send(client.older(), () -> client.told(order(NEW, SEQUENCE_OF_NEW))));
        older.time().after(TELLS_EVERY, this::tell);
    }

    private void send(SimulatedProgram to, Runnable delivered) {
        older.network().message(source.node(), to.node(), delivered, () -> {});
    }

    /** As if its user had asked: who gave up after many attempts begins again. */
    static UpgradeOrder order(ReleaseId release, long sequence) {
        return new UpgradeOrder(
                release,
                sequence,
                Manner.REQUESTED,
                URI.create("http://cache/" + release),
                Optional.empty(),
                Duration.ZERO,
                Optional.empty());
    }

    /** The program runs again, and has joined the swarm of the older release. */
    void starts(SimulatedProgram program, InstantSource clock) {
        in(program).readsTimeFrom(clock);
        if (program == source && published) {
            in(source).joinAnew();
        }
        Optional.ofNullable(caches.get(program.name())).ifPresent(cache -> cache.starts(clock));
        Optional.ofNullable(clients.get(program.name())).ifPresent(client -> client.starts(clock));
    }

    void dies(SimulatedProgram program) {
        in(program).stop();
        Optional.ofNullable(caches.get(program.name())).ifPresent(FillingCache::dies);
        Optional.ofNullable(clients.get(program.name())).ifPresent(UpgradingClient::dies);
    }

    void isWiped(SimulatedProgram program) {
        rules.wiped(program.name());
        in(program)
                .holds(newer.holding(
                        program.name(), Bitfield.empty(newer.shape().segments())));
        Optional.ofNullable(caches.get(program.name())).ifPresent(FillingCache::isWiped);
        Optional.ofNullable(clients.get(program.name())).ifPresent(UpgradingClient::isWiped);
    }

    /** It has what it is to have: a client runs the newer release, a cache holds both. */
    boolean isDone(SimulatedProgram program) {
        var client = clients.get(program.name());
        return published
                && (client == null
                        ? program.isDone() && in(program).isDone()
                        : client.runs(SEQUENCE_OF_NEW) && in(program).isDone());
    }

    String tellOf(SimulatedProgram program) {
        var client = Optional.ofNullable(clients.get(program.name()));
        return " and " + in(program).owned()
                + client.map(some -> ", remembers " + some.remembers()).orElse("");
    }

    boolean isBroken() {
        return !wrongs().isEmpty();
    }

    List<String> wrongs() {
        var wrongs = new ArrayList<>(newer.wrongs());
        wrongs.addAll(rules.broken());
        clients.values().stream()
                .filter(client -> client.older().conduct() == Conduct.HONEST)
                .forEach(client -> wrongs.addAll(client.wrongs()));
        return wrongs;
    }

    String trace() {
        return "\n  of " + NEW + rules.trace();
    }
}
