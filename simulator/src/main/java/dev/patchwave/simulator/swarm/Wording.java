package dev.patchwave.simulator.swarm;

import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.SwarmPlan;

/** What is understood of what was said: programs may be of two versions. */
interface Wording {
    /** All of it. */
    Wording PLAIN = new Wording() {};

    default MemberReport report(SimulatedProgram by, MemberReport said) {
        return said;
    }

    default SwarmPlan plan(SimulatedProgram by, SwarmPlan said) {
        return said;
    }

    default BusyAnswer busy(SimulatedProgram by, BusyAnswer said) {
        return said;
    }
}
