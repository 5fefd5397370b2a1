package dev.patchwave.transfer;

import dev.patchwave.http.Admission;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.ServingSlots;
import java.util.List;

/** Serves as many at once as the program's {@link ServingSlots} allow, and names others to the rest. Thread-safe. */
public final class SlotAdmission implements Admission {
    private final ServingSlots slots;
    private final Swarms swarms;

    /** The swarms that the program plans for; asked on event loops, must not wait. */
    @FunctionalInterface
    public interface Swarms {
        /** Whom to name to somebody who is shed. */
        List<Holder> holding(ReleaseId release, int segment, HolderId asker);

        /** A transfer to {@code asker} begins. @return what to run when it has ended */
        default Runnable serving(ReleaseId release, HolderId asker) {
            return () -> {};
        }
    }

    /** Sheds by {@code slots}. */
    public SlotAdmission(ServingSlots slots, Swarms swarms) {
        this.slots = slots;
        this.swarms = swarms;
    }

    @Override
    public Decision admit(Ask ask) {
        // Strangers (curl, other tools) share what one member may take for each address that they come from.
        var member = ask.member().orElseGet(() -> stranger(ask));
        return switch (slots.admit(member, ask.lengthBytes())) {
            case ServingSlots.Decision.Admit() -> admitted(ask, member);
            case ServingSlots.Decision.Busy(var retryAfter) -> new Busy(retryAfter, alternates(ask, member));
        };
    }

    private Decision admitted(Ask ask, HolderId member) {
        var ended = swarms.serving(ask.release(), member);
        return new Admitted(() -> {
            slots.ended(member, ask.lengthBytes());
            ended.run();
        });
    }

    private List<Holder> alternates(Ask ask, HolderId asker) {
        return ask.segment().isEmpty()
                ? List.of()
                : swarms.holding(ask.release(), ask.segment().getAsInt(), asker).stream()
                        .filter(holder -> !holder.id().equals(asker))
                        .toList();
    }

    private static HolderId stranger(Ask ask) {
        return new HolderId("x:" + ask.remote().getAddress().getHostAddress().replaceAll("[^A-Za-z0-9.:]", "."));
    }
}
