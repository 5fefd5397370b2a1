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
    private final Others others;

    /** Whom to name to somebody who is shed; asked on event loops, must not wait. */
    @FunctionalInterface
    public interface Others {
        List<Holder> holding(ReleaseId release, int segment, HolderId asker);
    }

    /** Sheds by {@code slots}. */
    public SlotAdmission(ServingSlots slots, Others others) {
        this.slots = slots;
        this.others = others;
    }

    @Override
    public Decision admit(Ask ask) {
        // Strangers (curl, other tools) share what one member may take for each address that they come from.
        var member = ask.member().orElseGet(() -> stranger(ask));
        return switch (slots.admit(member, ask.lengthBytes())) {
            case ServingSlots.Decision.Admit() -> new Admitted(() -> slots.ended(member, ask.lengthBytes()));
            case ServingSlots.Decision.Busy(var retryAfter) -> new Busy(retryAfter, alternates(ask, member));
        };
    }

    private List<Holder> alternates(Ask ask, HolderId asker) {
        return ask.segment().isEmpty()
                ? List.of()
                : others.holding(ask.release(), ask.segment().getAsInt(), asker).stream()
                        .filter(holder -> !holder.id().equals(asker))
                        .toList();
    }

    private static HolderId stranger(Ask ask) {
        return new HolderId("x:" + ask.remote().getAddress().getHostAddress().replaceAll("[^A-Za-z0-9.:]", "."));
    }
}
