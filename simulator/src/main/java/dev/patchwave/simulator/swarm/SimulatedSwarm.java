package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.simulator.network.LinkModel;
import dev.patchwave.simulator.network.Network;
import dev.patchwave.simulator.network.VirtualTime;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.FetchOutcome;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.swarm.TrackerLimits;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A whole network for one release: a source, caches, clients, and a record of every segment that arrived anywhere. The same seed
 * gives the same run.
 */
public final class SimulatedSwarm {
    public static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0");
    public static final int SEGMENT_BYTES = 1 << 20;
    private static final int CHUNK_BYTES = 64 << 10;
    private static final long MEGABIT = 1_000_000;
    private static final RandomGeneratorFactory<RandomGenerator> RANDOM = RandomGeneratorFactory.of("L64X128MixRandom");

    private final long seed;
    private final PatchShape shape;
    private final ReleaseId release;
    private final VirtualTime time;
    private final Network network;
    private DownloadLimits downloadLimits = DownloadLimits.defaults();
    private TrackerLimits trackerLimits = TrackerLimits.defaults();
    private boolean keepsReceipts = true;
    private Witness witness = Witness.NOBODY;
    private BiFunction<String, Bitfield, Holding> holdings;
    private Wording wording = Wording.PLAIN;
    private final Map<HolderId, SimulatedProgram> programs = new HashMap<>(); // Never iterated.
    private final List<Receipt> receipts = new ArrayList<>();
    private final List<String> wrongs = new ArrayList<>();
    private final Map<HolderId, List<HolderId>> bans = new TreeMap<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Map<String, Duration> finished = new HashMap<>(); // Never iterated.
    private long bytesTwice;
    private int sites;

    /** Segments of 1 MiB on links that are 5 ms long. */
    public SimulatedSwarm(long seed, int segments) {
        this(
                seed,
                new PatchShape((long) segments * SEGMENT_BYTES, SEGMENT_BYTES, CHUNK_BYTES),
                LinkModel.simple(),
                (from, to, bytes) -> {});
    }

    public SimulatedSwarm(long seed, PatchShape shape, LinkModel model, Network.Meter meter) {
        this(seed, RELEASE, shape, new VirtualTime(), time -> new Network(time, model, meter));
    }

    private SimulatedSwarm(
            long seed, ReleaseId release, PatchShape shape, VirtualTime time, Function<VirtualTime, Network> network) {
        this.seed = seed;
        this.release = release;
        this.shape = shape;
        this.time = time;
        this.network = network.apply(time);
        this.holdings = (name, owned) -> new CountedHolding(shape, owned);
    }

    /** A swarm of another release on the same network, whose programs speak as those of this one. */
    SimulatedSwarm alongside(ReleaseId another, PatchShape itsShape) {
        return new SimulatedSwarm(~seed, another, itsShape, time, same -> network).with(wording);
    }

    /** The same program in this swarm, as {@code other} is in another, owning nothing or, without an origin, everything. */
    SimulatedProgram also(SimulatedProgram other, Optional<SimulatedProgram> origin) {
        var owned = origin.isPresent() ? empty() : full();
        var program = new SimulatedProgram(this, other.asHolder(), other.node(), owned, origin, other.tracking());
        programs.put(program.id(), program);
        return program;
    }

    /** What everybody distributes. */
    ReleaseId release() {
        return release;
    }

    /** For programs that start from now on. */
    public SimulatedSwarm with(DownloadLimits download, TrackerLimits tracker) {
        downloadLimits = download;
        trackerLimits = tracker;
        return this;
    }

    /** For swarms so large that a record of each segment does not fit. */
    public SimulatedSwarm withoutReceipts() {
        keepsReceipts = false;
        return this;
    }

    /** From now on. */
    public SimulatedSwarm with(Witness newWitness) {
        witness = newWitness;
        return this;
    }

    /** Whose disks are made like this, by name and what is on them; for programs that are added from now on. */
    SimulatedSwarm onDisks(BiFunction<String, Bitfield, Holding> newHoldings) {
        holdings = newHoldings;
        return this;
    }

    /** From now on. */
    SimulatedSwarm with(Wording newWording) {
        wording = newWording;
        return this;
    }

    Wording wording() {
        return wording;
    }

    Witness witness() {
        return witness;
    }

    Holding holding(String name, Bitfield owned) {
        return holdings.apply(name, owned);
    }

    public VirtualTime time() {
        return time;
    }

    public Network network() {
        return network;
    }

    public PatchShape shape() {
        return shape;
    }

    /** Owns everything and pushes to its caches; serves as long as it has slots. */
    public SimulatedProgram source(long upMegabits) {
        return source(upMegabits * MEGABIT, upMegabits * MEGABIT, false);
    }

    /**
     * Owns everything and pushes to its caches. Rates are in bits a second.
     *
     * @param sparesItself a cache that has a segment is sent for it before the source is
     */
    public SimulatedProgram source(long up, long down, boolean sparesItself) {
        var policy = new OriginPolicy(ServingSlots.slotsFor(up), true, sparesItself);
        return add("source", HolderKind.SOURCE, sites++, up, down, Bitfield.full(shape.segments()), null, policy);
    }

    /** Owns nothing at first, fills from {@code source} and its other caches, serves its clients. */
    public SimulatedProgram cache(String name, SimulatedProgram source, long upMegabits) {
        return cache(name, source, upMegabits * MEGABIT, upMegabits * MEGABIT, false);
    }

    /** The same at a site of its own, with rates in bits a second; {@code filled}: it owns everything from the start. */
    public SimulatedProgram cache(String name, SimulatedProgram source, long up, long down, boolean filled) {
        return cache(name, source, up, down, filled, 0);
    }

    /**
     * The same, whose clients may be sent beyond their domain.
     *
     * @param crossingPercent of the segments that they may get beyond it, when its own uplinks hold them up
     */
    public SimulatedProgram cache(
            String name, SimulatedProgram source, long up, long down, boolean filled, int crossingPercent) {
        boolean sparesSource = source != null && source.tracking().orElseThrow().sparesItself();
        var policy = new OriginPolicy(ServingSlots.slotsFor(up), false, false)
                .crossing(crossingPercent)
                .sparingSource(sparesSource);
        return add(name, HolderKind.OWN_CACHE, sites++, up, down, filled ? full() : empty(), source, policy);
    }

    /** Owns everything from the start, and belongs to no source. */
    public SimulatedProgram fullCache(String name, long upMegabits) {
        return cache(name, null, upMegabits * MEGABIT, upMegabits * MEGABIT, true);
    }

    /** Owns everything from the start, belongs to no source, and serves so many at once whatever its uplink is. */
    public SimulatedProgram server(String name, long up, int slots) {
        var policy = new OriginPolicy(slots, false, false);
        return add(name, HolderKind.OWN_CACHE, sites++, up, up, full(), null, policy)
                .servesAtOnce(slots);
    }

    public SimulatedProgram client(String name, SimulatedProgram cache, long upMegabits, long downMegabits) {
        return clientAt(name, cache, upMegabits * MEGABIT, downMegabits * MEGABIT);
    }

    /** Owns what it is given in the course of the run ({@link SimulatedProgram#obtains}), and belongs to no source. */
    public SimulatedProgram loneCache(String name, long up, long down) {
        var policy = new OriginPolicy(ServingSlots.slotsFor(up), false, false);
        return add(name, HolderKind.OWN_CACHE, sites++, up, down, empty(), null, policy);
    }

    /** At its cache's site, with rates in bits a second. */
    public SimulatedProgram clientAt(String name, SimulatedProgram cache, long up, long down) {
        int site = cache.node().site();
        return add(name, HolderKind.PEER, site, up, down, empty(), cache, null);
    }

    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        return time.runUntil(condition, limit);
    }

    /** Runs until each of them owns everything. */
    public boolean runUntilDone(List<SimulatedProgram> members, Duration limit) {
        return runUntil(() -> members.stream().allMatch(SimulatedProgram::isDone), limit);
    }

    /** Every segment that became whole anywhere, in order. */
    public List<Receipt> receipts() {
        return List.copyOf(receipts);
    }

    public List<Receipt> receiptsOf(SimulatedProgram member) {
        return receipts.stream()
                .filter(receipt -> receipt.member().equals(member.name()))
                .toList();
    }

    /** How many segments became whole at {@code member} with a chunk of {@code from}. */
    public long segments(SimulatedProgram member, SimulatedProgram from) {
        return receiptsOf(member).stream()
                .filter(receipt -> receipt.from().equals(from.name()))
                .count();
    }

    /** What broke a rule of the swarm: a segment asked for that was owned, a banned holder used again. */
    public List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    boolean hasWrongs() {
        return !wrongs.isEmpty();
    }

    public Optional<Duration> finishedAt(SimulatedProgram member) {
        return Optional.ofNullable(finished.get(member.name()));
    }

    /** How often fetches ended in which way. */
    public Map<String, Integer> outcomes() {
        return new TreeMap<>(outcomes);
    }

    /** Verified chunks that arrived again, and chunks that arrived after they had been given up. */
    public long bytesTwice() {
        return bytesTwice + network.bytesInVain();
    }

    /** Of these, chunks that were verified already. */
    public long verifiedBytesTwice() {
        return bytesTwice;
    }

    /** Tells how to see this run again. */
    public String replay() {
        return "seed " + seed;
    }

    SimulatedProgram program(HolderId id) {
        return programs.get(id);
    }

    DownloadLimits downloadLimits() {
        return downloadLimits;
    }

    TrackerLimits trackerLimits() {
        return trackerLimits;
    }

    RandomGenerator randomFor(String name, long life) {
        return RANDOM.create(seed * 1_000_003 + name.hashCode() * 31L + life);
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
        if (keepsReceipts) {
            boolean rubbish = from.conduct() == Conduct.RUBBISH;
            receipts.add(new Receipt(time.elapsed(), member.name(), segment, from.name(), kind, rubbish));
        }
    }

    void cameTwice(Sending sending, int bytes) {
        bytesTwice += bytes;
        if (sending.isFetched()) {
            wrongs.add(sending.to.name() + " fetched verified bytes of segment " + sending.segment() + " again, from "
                    + sending.from.name());
        }
    }

    void banned(HolderId holder, HolderId accuser) {
        boolean slandered = programs.get(accuser).conduct() == Conduct.SLANDERS;
        if (!programs.get(holder).manners().sendRubbish() && !slandered) {
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

    private Bitfield full() {
        return Bitfield.full(shape.segments());
    }

    private Bitfield empty() {
        return Bitfield.empty(shape.segments());
    }

    private SimulatedProgram add(
            String name,
            HolderKind kind,
            int site,
            long up,
            long down,
            Bitfield owned,
            SimulatedProgram origin,
            OriginPolicy policy) {
        var self = new Holder(new HolderId(name), kind, URI.create("http://" + name + ":80"));
        var program = new SimulatedProgram(
                this,
                self,
                network.node(name, site, up, down),
                owned,
                Optional.ofNullable(origin),
                Optional.ofNullable(policy));
        programs.put(self.id(), program);
        return program;
    }
}
