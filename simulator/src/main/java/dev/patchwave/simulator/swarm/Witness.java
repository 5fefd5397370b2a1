package dev.patchwave.simulator.swarm;

import dev.patchwave.swarm.MemberReport;

/** Sees what programs are about to do. It may kill a program, which then does nothing more. */
public interface Witness {
    Witness NOBODY = new Witness() {};

    /** The effect of a {@code Download} or a {@code SwarmTracker} comes next. */
    default void performs(SimulatedProgram program, Object effect) {}

    /** The report as it leaves, with what its member adds or makes of it. */
    default void reports(SimulatedProgram program, MemberReport report) {}
}
