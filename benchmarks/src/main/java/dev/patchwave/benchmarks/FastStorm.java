package dev.patchwave.benchmarks;

import dev.patchwave.launcher.demo.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** As fast as it goes: our campaigns, a bare JAIN-SIP sender and SIPp in turn; then what a restarted core does to us. */
final class FastStorm {
    static final String OURS = "ours";
    static final String BARE = "bare";
    static final String SIPP = "sipp";
    static final String FIRST = "first";
    static final String AGAIN = "again";
    /** The compiler of a JVM takes some ten thousand NOTIFYs to settle; what runs for months is measured warm. */
    private static final int WARM_UP_ROUNDS = 3;

    private static final Duration CAMPAIGN_PATIENCE = Duration.ofSeconds(90);
    private static final double MICROS_PER_SECOND = 1e6;
    private static final String UNLIMITED =
            "{signalsPerSecond: 100000, maxSignalsInFlight: " + StormPlan.IN_FLIGHT + "}";

    private final StormPlan plan;
    private final Results results;
    private final LiveHeap.Settling settling;
    private final Path directory;
    private final Phones phones;
    /** The same in each round: SIPp answers a call at the address that its first request came from. */
    private final int senderPort;

    FastStorm(StormPlan plan, Results results, LiveHeap.Settling settling) throws IOException {
        this.plan = plan;
        this.results = results;
        this.settling = settling;
        this.directory = Files.createDirectories(plan.directory().resolve("fast"));
        this.phones = Phones.of(plan.clients());
        this.senderPort = FreePorts.next();
    }

    void run() throws IOException {
        try (var source = Source.start(directory, UNLIMITED)) {
            var heap = new LiveHeap(source.pid(), settling);
            var gathering = new Gathering(directory, source);
            long empty = heap.settledBytes();
            returned(gathering.register(phones), FIRST);
            long registered = heap.settledBytes();
            try (var clients = gathering.subscribe("clients", "subscriber.xml", phones)) {
                long subscribed = heap.settledBytes();
                results.add("heapBytesPerRegistration", OURS, (registered - empty) / (double) plan.clients());
                results.add("heapBytesPerSubscription", OURS, (subscribed - registered) / (double) plan.clients());
                Files.writeString(directory.resolve("histogram.txt"), heap.histogram());
                rounds(source, clients);
                for (int round = 0; round < plan.rounds(); round++) {
                    returned(gathering.register(phones), AGAIN);
                }
            }
        }
    }

    private void rounds(Source source, Sipp clients) throws IOException {
        try (var answerer = Sipp.answers(directory, "answerer", "answerer.xml", FreePorts.next());
                var bare = BarePeer.start(directory, answerer.port(), plan.clients(), StormPlan.IN_FLIGHT);
                var answererOfSipp = Sipp.answers(directory, "answerer-sipp", "answerer.xml", FreePorts.next())) {
            for (int round = 1; round <= WARM_UP_ROUNDS + plan.rounds(); round++) {
                boolean counts = round > WARM_UP_ROUNDS;
                keep(counts, OURS, campaign(source, clients, round));
                keep(counts, BARE, bare(bare, answerer));
                keep(counts, SIPP, sipp(answererOfSipp, round));
            }
        }
    }

    private record Round(Arrivals arrivals, int retransmissions, double cpuSeconds) {}

    private Round campaign(Source source, Sipp clients, int round) throws IOException {
        var measured = new Measured(List.of(clients));
        double cpu = KernelCounters.cpuSeconds(source.pid());
        String name = String.format("round-%02d", round);
        Arrivals arrivals = measured.arrivals(plan.clients(), CAMPAIGN_PATIENCE, () -> source.force(name));
        cpu = KernelCounters.cpuSeconds(source.pid()) - cpu;
        Patience.await(
                "the source knows that all were reached",
                CAMPAIGN_PATIENCE,
                () -> source.campaign(name)
                        .filter(state -> state.signalled() == arrivals.reached())
                        .isPresent());
        return new Round(arrivals, measured.retransmissions(arrivals), cpu);
    }

    private Round bare(BarePeer bare, Sipp answerer) throws IOException {
        var measured = new Measured(List.of(answerer));
        double cpu = KernelCounters.cpuSeconds(bare.pid());
        Arrivals arrivals = measured.arrivals(plan.clients(), CAMPAIGN_PATIENCE, bare::round);
        return new Round(arrivals, measured.retransmissions(arrivals), KernelCounters.cpuSeconds(bare.pid()) - cpu);
    }

    private Round sipp(Sipp answerer, int round) throws IOException {
        var measured = new Measured(List.of(answerer));
        try (var sender = Sipp.start(
                directory,
                "sender-" + round,
                "sender.xml",
                senderPort,
                "-m",
                Integer.toString(plan.clients()),
                "-l",
                Integer.toString(StormPlan.IN_FLIGHT),
                "-r",
                "100000",
                "-cid_str",
                "%u@sender",
                "-key",
                "round",
                Integer.toString(round),
                Sipp.HOST + ":" + answerer.port())) {
            Arrivals arrivals =
                    measured.arrivals(plan.clients(), CAMPAIGN_PATIENCE, () -> sender.exitCode(CAMPAIGN_PATIENCE));
            return new Round(arrivals, measured.retransmissions(arrivals), sender.cpuSeconds());
        }
    }

    private void keep(boolean counts, String who, Round round) throws IOException {
        if (!counts) {
            results.add("warmUpPerSecond", who, round.arrivals().perSecond());
            return;
        }
        Arrivals arrivals = round.arrivals();
        results.add("notifyPerSecond", who, arrivals.perSecond());
        results.add("cpuMicrosPerNotify", who, round.cpuSeconds() * MICROS_PER_SECOND / plan.clients());
        results.add("retransmissions", who, round.retransmissions());
        results.add("lost", who, plan.clients() - arrivals.reached());
    }

    private void returned(Answers answers, String time) throws IOException {
        results.add("registerLost", time, plan.clients() - answers.answered());
        results.add("registerWorstMillis", time, answers.worstMillis());
        results.add("registerMedianMillis", time, answers.medianMillis());
        results.add("registerRetransmissions", time, answers.repeated());
        results.add("registerSeconds", time, answers.seconds());
    }
}
