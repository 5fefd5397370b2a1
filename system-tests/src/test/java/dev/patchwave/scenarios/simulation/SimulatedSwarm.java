package dev.patchwave.scenarios.simulation;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.FetchOutcome;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.ServingSlots;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A whole network for one release: a source, caches, clients, and a record of every segment that arrived anywhere. The same seed
 * gives the same run.
 */
public final class SimulatedSwarm {
    public static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0");
    public static final int SEGMENT_BYTES = 1 << 20;
    private static final long MEGABIT = 1_000_000;

    private final long seed;
    private final int segments;
    private final VirtualTime time = new VirtualTime();
    private final SimulatedNetwork network = new SimulatedNetwork(time);
    private final Map<HolderId, SimulatedProgram> programs = new TreeMap<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private final List<String> wrongs = new ArrayList<>();
    private final Map<HolderId, List<HolderId>> bans = new TreeMap<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Map<String, Duration> finished = new TreeMap<>();

    public SimulatedSwarm(long seed, int segments) {
        this.seed = seed;
        this.segments = segments;
    }

    public VirtualTime time() {
        return time;
    }

    public SimulatedNetwork network() {
        return network;
    }

    /** Owns everything and pushes to its caches. */
    public SimulatedProgram source(long upMegabits) {
        var policy = new OriginPolicy(ServingSlots.slotsFor(upMegabits * MEGABIT), true, false);
        return add("source", HolderKind.SOURCE, upMegabits, upMegabits, Bitfield.full(segments), null, policy);
    }

    /** Owns nothing at first, fills from {@code source} and its other caches, serves its clients. */
    public SimulatedProgram cache(String name, SimulatedProgram source, long upMegabits) {
        var policy = new OriginPolicy(ServingSlots.slotsFor(upMegabits * MEGABIT), false, false);
        return add(name, HolderKind.OWN_CACHE, upMegabits, upMegabits, Bitfield.empty(segments), source, policy);
    }

    /** Owns everything from the start. */
    public SimulatedProgram fullCache(String name, long upMegabits) {
        var policy = new OriginPolicy(ServingSlots.slotsFor(upMegabits * MEGABIT), false, false);
        return add(name, HolderKind.OWN_CACHE, upMegabits, upMegabits, Bitfield.full(segments), null, policy);
    }

    public SimulatedProgram client(String name, SimulatedProgram cache, long upMegabits, long downMegabits) {
        return add(name, HolderKind.PEER, upMegabits, downMegabits, Bitfield.empty(segments), cache, null);
    }

    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        return time.runUntil(condition, limit);
    }

    /** Runs until each of them owns everything. */
    public boolean runUntilDone(List<SimulatedProgram> members, Duration limit) {
        return runUntil(() -> members.stream().allMatch(SimulatedProgram::isDone), limit);
    }

    /** Every whole segment that arrived, in order. */
    public List<Receipt> receipts() {
        return List.copyOf(receipts);
    }

    public List<Receipt> receiptsOf(SimulatedProgram member) {
        return receipts.stream()
                .filter(receipt -> receipt.member().equals(member.name()))
                .toList();
    }

    /** How many segments {@code member} got whole from {@code from}. */
    public long segments(SimulatedProgram member, SimulatedProgram from) {
        return receiptsOf(member).stream()
                .filter(receipt -> receipt.from().equals(from.name()))
                .count();
    }

    /** What broke a rule of the swarm: a segment asked for that was owned, a banned holder used again. */
    public List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    public Optional<Duration> finishedAt(SimulatedProgram member) {
        return Optional.ofNullable(finished.get(member.name()));
    }

    /** How often fetches ended in which way. */
    public Map<String, Integer> outcomes() {
        return new TreeMap<>(outcomes);
    }

    /** Tells how to see this run again. */
    public String replay() {
        return "seed " + seed;
    }

    SimulatedProgram program(HolderId id) {
        return programs.get(id);
    }

    RandomGenerator randomFor(String name, long life) {
        long own = seed * 1_000_003 + name.hashCode() * 31L + life;
        return RandomGeneratorFactory.of("L64X128MixRandom").create(own);
    }

    void asked(SimulatedProgram asker, int segment, Holder holder) {
        if (asker.owned().contains(segment)) {
            wrongs.add(asker.name() + " asked for segment " + segment + " that it owns");
        }
        if (bans.getOrDefault(asker.id(), List.of()).contains(holder.id())) {
            wrongs.add(asker.name() + " asked " + holder.id() + " that it had banned");
        }
    }

    void tally(FetchOutcome outcome) {
        outcomes.merge(outcome.getClass().getSimpleName(), 1, Integer::sum);
    }

    void received(SimulatedProgram member, int segment, SimulatedProgram from, HolderKind kind) {
        if (member.owned().contains(segment)) {
            wrongs.add(member.name() + " received segment " + segment + " twice");
        }
        receipts.add(new Receipt(time.elapsed(), member.name(), segment, from.name(), kind, from.isRubbish()));
    }

    void banned(HolderId holder) {
        if (!programs.get(holder).isRubbish()) {
            wrongs.add(holder + " was banned and is innocent");
        }
    }

    void bannedBy(SimulatedProgram member, HolderId holder) {
        bans.computeIfAbsent(member.id(), id -> new ArrayList<>()).add(holder);
    }

    /** Bans are held in memory only: a program that was killed learns them again. */
    void forgotBans(SimulatedProgram member) {
        bans.remove(member.id());
    }

    void finished(SimulatedProgram member) {
        finished.putIfAbsent(member.name(), time.elapsed());
    }

    private SimulatedProgram add(
            String name,
            HolderKind kind,
            long up,
            long down,
            Bitfield owned,
            SimulatedProgram origin,
            OriginPolicy policy) {
        var self = new Holder(new HolderId(name), kind, URI.create("http://" + name + ":80"));
        var program = new SimulatedProgram(
                this,
                self,
                network.node(name, up * MEGABIT, down * MEGABIT),
                owned,
                Optional.ofNullable(origin),
                Optional.ofNullable(policy));
        programs.put(self.id(), program);
        return program;
    }
}
