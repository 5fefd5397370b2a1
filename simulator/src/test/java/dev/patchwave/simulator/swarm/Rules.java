package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.swarm.Download;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.SwarmTracker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold at every step, and the last steps, to tell what led to a failure. */
final class Rules implements Witness {
    private static final int TRACE_EFFECTS = 40;
    private static final int LONGEST_TRACED_CHARS = 240;
    private static final int MOST_WAITING_EVENTS = 64;

    private record Step(Duration at, String who, Object effect) {}

    /** One run of a program between start and death. */
    private record Life(String who, long life) {}

    private final SimulatedSwarm swarm;
    private final ArrayDeque<Step> trace = new ArrayDeque<>(TRACE_EFFECTS);
    private final List<String> broken = new ArrayList<>();
    private final Map<String, Bitfield> announced = new HashMap<>(); // None of these is iterated.
    private final Map<Life, Set<HolderId>> banned = new HashMap<>();
    private final Map<String, Integer> diesAfterEffects = new HashMap<>();
    private final Map<String, Runnable> deaths = new HashMap<>();

    Rules(SimulatedSwarm swarm) {
        this.swarm = swarm;
    }

    void diesAfter(String who, int effects, Runnable death) {
        diesAfterEffects.put(who, effects);
        deaths.put(who, death);
    }

    /** Its disk is empty: what it announced is gone, and it may say so. */
    void wiped(String who) {
        announced.remove(who);
    }

    /** It found a segment wrong that it announced, and may say so. */
    void rotted(String who, int segment) {
        announced.computeIfPresent(who, (name, owned) -> owned.minus(Bitfield.of(owned.size(), segment)));
    }

    List<String> broken() {
        return broken;
    }

    String trace() {
        var text = new StringBuilder();
        trace.forEach(step -> text.append("\n  ")
                .append(step.at.toMillis())
                .append(" ms ")
                .append(step.who)
                .append(' ')
                .append(shortened(step.effect.toString())));
        return text.toString();
    }

    private static String shortened(String effect) {
        return effect.length() > LONGEST_TRACED_CHARS ? effect.substring(0, LONGEST_TRACED_CHARS) + "..." : effect;
    }

    @Override
    public void performs(SimulatedProgram program, Object effect) {
        if (trace.size() == TRACE_EFFECTS) {
            trace.removeFirst();
        }
        trace.addLast(new Step(swarm.time().elapsed(), program.name(), effect));
        if (program.conduct() == Conduct.HONEST) {
            check(program, effect);
        }
        int left = diesAfterEffects.merge(program.name(), -1, Integer::sum);
        if (left == -1 && deaths.containsKey(program.name())) {
            deaths.remove(program.name()).run();
        }
    }

    private void check(SimulatedProgram program, Object effect) {
        var bans = banned.computeIfAbsent(new Life(program.name(), program.life()), life -> new HashSet<>());
        switch (effect) {
            case Download.Effect.Fetch(int segment, var holder) ->
                require(
                        program.fetching() < swarm.downloadLimits().fetchesAtOnce(),
                        program,
                        "fetches too much at once");
            case SwarmTracker.Effect.Banned(var holder, var accuser, int segment) -> bans.add(holder);
            case SwarmTracker.Effect.Acquitted(var holder, var accuser) -> bans.remove(holder);
            case SwarmTracker.Effect.Answer(long ticket, var member, var plan) ->
                plan.assignments()
                        .forEach(assignment -> assignment
                                .holders()
                                .forEach(holder -> require(
                                        !bans.contains(holder.id()),
                                        program,
                                        "plans " + holder.id() + " that it banned")));
            default -> {}
        }
        require(program.mostWaiting() <= MOST_WAITING_EVENTS, program, "lets too many events wait");
    }

    @Override
    public void reports(SimulatedProgram program, MemberReport report) {
        if (program.conduct() != Conduct.HONEST) {
            return;
        }
        var owned = report.owned();
        require(owned.minus(program.owned()).isEmpty(), program, "announces what it does not own");
        var before = announced.getOrDefault(program.name(), Bitfield.empty(owned.size()));
        require(before.minus(owned).isEmpty(), program, "announced and lost " + before.minus(owned));
        announced.put(program.name(), owned);
    }

    private void require(boolean holds, SimulatedProgram program, String otherwise) {
        if (!holds) {
            broken.add(swarm.time().elapsed().toMillis() + " ms: " + program.name() + " " + otherwise);
        }
    }
}
