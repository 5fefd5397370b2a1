package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.store.TestRelease;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The disks of a world in which programs have some, and what befalls them. */
final class FaultyDisks {
    private static final Duration SCRUBS_AGAIN = Duration.ofSeconds(1);
    private static final Duration PUBLISHES_AGAIN = Duration.ofSeconds(2);
    private static final int MOST_OPERATIONS = 24;
    private static final long BYTES_OF_ROOM = 3_000;

    private final SimulatedSwarm swarm;
    private final Rules rules;
    private final BiConsumer<SimulatedProgram, Duration> dies;
    private final SplittableRandom random;
    private final TestRelease patch;
    private final Map<String, StoredHolding> disks = new TreeMap<>();

    /** @param dies kills a program for so long */
    FaultyDisks(
            SimulatedSwarm swarm, Rules rules, BiConsumer<SimulatedProgram, Duration> dies, SplittableRandom random) {
        this.swarm = swarm;
        this.rules = rules;
        this.dies = dies;
        this.random = random;
        var shape = swarm.shape();
        this.patch = TestRelease.of(
                SimulatedSwarm.RELEASE, 1, (int) shape.lengthBytes(), shape.segmentBytes(), random.nextLong());
        swarm.onDisks(this::disk);
    }

    private Holding disk(String name, Bitfield owned) {
        var disk = new StoredHolding(swarm.shape(), patch, owned, random.split());
        disks.put(name, disk);
        return disk;
    }

    /** What begins and, after it has lasted, ends. */
    void begins(Misfortune misfortune, SimulatedProgram whom) {
        var disk = disks.get(whom.name());
        switch (misfortune.kind()) {
            case LOSES_POWER ->
                disk.losesPowerAfter(
                        misfortune.detail() % MOST_OPERATIONS, () -> dies.accept(whom, misfortune.lasts()));
            case DISK_IS_FULL -> disk.disk().room(misfortune.detail() * BYTES_OF_ROOM);
            case DISK_CANNOT_SYNC -> disk.disk().failsSyncs(true);
            case BIT_FLIPS -> rots(misfortune, whom, disk);
            default -> throw new IllegalArgumentException(misfortune.toString());
        }
    }

    void ends(Misfortune misfortune, SimulatedProgram whom) {
        var disk = disks.get(whom.name());
        switch (misfortune.kind()) {
            case LOSES_POWER -> disk.losesPowerNow();
            case DISK_IS_FULL -> disk.disk().room(Long.MAX_VALUE);
            case DISK_CANNOT_SYNC -> disk.disk().failsSyncs(false);
            case BIT_FLIPS -> {
                scrub(whom);
                if (whom.asHolder().kind() == HolderKind.SOURCE) {
                    publishAgain(whom);
                }
            }
            default -> throw new IllegalArgumentException(misfortune.toString());
        }
    }

    private static void rots(Misfortune misfortune, SimulatedProgram whom, StoredHolding disk) {
        try {
            whom.manners().rots();
            disk.rots(misfortune.detail(), misfortune.number() * 7_919 + misfortune.detail());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As soon as it runs; again when it dies of it, and until what was found is written anew. */
    private void scrub(SimulatedProgram whom) {
        var disk = disks.get(whom.name());
        if (!disk.mayRot()) {
            return;
        }
        swarm.time().after(SCRUBS_AGAIN, () -> scrub(whom));
        if (!whom.isUp() || disk.rotten().isEmpty()) {
            return;
        }
        disk.rotten().forEach(segment -> rules.rotted(whom.name(), segment));
        var found = disk.scrub();
        if (whom.isUp() && !found.isEmpty()) {
            whom.joinAnew();
        }
    }

    /** By whoever reads the source's status, until it lacks nothing. */
    private void publishAgain(SimulatedProgram source) {
        if (source.isUp()) {
            source.owned().complement().stream().forEach(source::obtains);
        }
        if (!source.isDone() || disks.get(source.name()).mayRot()) {
            swarm.time().after(PUBLISHES_AGAIN, () -> publishAgain(source));
        }
    }

    /** All that rotted was found. */
    boolean areSound() {
        return disks.values().stream().allMatch(disk -> disk.rotten().isEmpty());
    }

    /** What their disks did wrong, looked at after one more loss of power. */
    List<String> wrongs(List<SimulatedProgram> programs) {
        var wrongs = new ArrayList<String>();
        for (var program : programs) {
            disks.get(program.name()).wrongsAtTheEnd().forEach(wrong -> wrongs.add(program.name() + " " + wrong));
        }
        return wrongs;
    }
}
