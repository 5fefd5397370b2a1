package dev.patchwave.simulator.swarm;

import dev.patchwave.simulator.network.Node;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.SwarmPlan;
import java.util.List;
import java.util.OptionalLong;

/** How one program deals with the others: whether it serves, what it says of itself, and whether that is true. */
final class Manners {
    private static final ServingAddress SOMEWHERE = new ServingAddress("192.0.2.1", 80); // The URI says where.

    private final long uplinkTold;
    private Conduct conduct = Conduct.HONEST;
    private boolean serves = true;
    private boolean rotten;
    private List<SwarmPlan.Assignment> lastPlan = List.of();

    Manners(Node node) {
        this.uplinkTold = node.uplinkBitsPerSecond();
    }

    Conduct conduct() {
        return conduct;
    }

    /** What the program's uplink is from now on. */
    long behaves(Conduct newConduct) {
        conduct = newConduct;
        return conduct.uplink(uplinkTold);
    }

    /** From now on it may send wrong bytes without knowing. */
    void rots() {
        rotten = true;
    }

    /** It is right to ban it. */
    boolean sendRubbish() {
        return rotten || conduct == Conduct.RUBBISH;
    }

    void serveNobody() {
        serves = false;
    }

    /** It says that it serves. */
    boolean serves() {
        return serves;
    }

    /** It serves. */
    boolean shares() {
        return serves && !conduct.sendsNothing();
    }

    void planned(SwarmPlan plan) {
        lastPlan = plan.assignments();
    }

    MemberReport says(MemberReport report) {
        var said = conduct.says(report, lastPlan);
        return serves ? said.servingAt(SOMEWHERE, OptionalLong.of(uplinkTold)) : said;
    }
}
