package dev.patchwave.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** At the source's default pace: everybody alive, then some dead; a new source each round, since the dead leave traces. */
final class PacedStorm {
    static final String ALL_ALIVE = "alive";
    static final String SOME_DEAD = "dead";
    private static final Duration CAMPAIGN_PATIENCE = Duration.ofMinutes(3);
    private static final String DEFAULTS = "{}";

    private final StormPlan plan;
    private final Results results;
    private final Phones everybody;
    private final Phones lasting;
    private final Phones mortal;

    PacedStorm(StormPlan plan, Results results) {
        this.plan = plan;
        this.results = results;
        this.everybody = Phones.of(plan.clients());
        this.lasting = everybody.allBut(plan.deadPercent());
        this.mortal = everybody.percent(plan.deadPercent());
    }

    void run() throws IOException {
        for (int round = 1; round <= plan.rounds(); round++) {
            Path directory = Files.createDirectories(plan.directory().resolve("paced-" + round));
            try (var source = Source.start(directory, DEFAULTS)) {
                round(source, new Gathering(directory, source));
            }
        }
    }

    private void round(Source source, Gathering gathering) throws IOException {
        gathering.register(everybody);
        try (var clients = gathering.subscribe("lasting", "subscriber.xml", lasting)) {
            if (mortal.count() == 0) {
                alive(source, List.of(clients), clients);
                return;
            }
            try (var others = gathering.subscribe("mortal", "subscriber.xml", mortal)) {
                alive(source, List.of(clients, others), clients);
            }
            try (var dead = gathering.subscribe("dead", "dead.xml", mortal)) {
                dead(source, clients, dead);
            }
        }
    }

    private void alive(Source source, List<Sipp> all, Sipp lastingOnes) throws IOException {
        var measured = new Measured(all);
        measured.arrivals(plan.clients(), CAMPAIGN_PATIENCE, () -> source.force("warm-up"));
        Arrivals arrivals = measured.arrivals(plan.clients(), CAMPAIGN_PATIENCE, () -> source.force(ALL_ALIVE));
        results.add("pacedPerSecond", ALL_ALIVE, arrivals.perSecond());
        results.add("pacedRetransmissions", ALL_ALIVE, measured.retransmissions(arrivals));
        results.add("pacedLost", ALL_ALIVE, plan.clients() - arrivals.reached());
        Arrivals ofLasting = Arrivals.of(List.of(lastingOnes.log().packets()));
        results.add("pacedSeconds", ALL_ALIVE, ofLasting.seconds());
    }

    private void dead(Source source, Sipp alive, Sipp dead) throws IOException {
        var measured = new Measured(List.of(alive));
        Arrivals arrivals = measured.arrivals(lasting.count(), CAMPAIGN_PATIENCE, () -> source.force(SOME_DEAD));
        results.add("pacedRetransmissions", SOME_DEAD, measured.retransmissions(arrivals));
        results.add("pacedLost", SOME_DEAD, lasting.count() - arrivals.reached());
        results.add("pacedSeconds", SOME_DEAD, arrivals.seconds());
        dead.close();
    }
}
