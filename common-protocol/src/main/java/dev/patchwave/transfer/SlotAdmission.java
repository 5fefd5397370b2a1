package dev.patchwave.transfer;

import dev.patchwave.http.Admission;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.ServingSlots;
import java.util.List;
import java.util.function.BiFunction;

/** Serves as many at once as the program's {@link ServingSlots} allow, and names others to the rest. Thread-safe. */
public final class SlotAdmission implements Admission {
    private final ServingSlots slots;
    private final BiFunction<ReleaseId, Integer, List<Holder>> alternates;

    /**
     * Sheds by {@code slots}.
     *
     * @param alternates who else holds a segment; asked on event loops, must not wait
     */
    public SlotAdmission(ServingSlots slots, BiFunction<ReleaseId, Integer, List<Holder>> alternates) {
        this.slots = slots;
        this.alternates = alternates;
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
                : alternates.apply(ask.release(), ask.segment().getAsInt()).stream()
                        .filter(holder -> !holder.id().equals(asker))
                        .toList();
    }

    private static HolderId stranger(Ask ask) {
        return new HolderId("x:" + ask.remote().getAddress().getHostAddress().replaceAll("[^A-Za-z0-9.:]", "."));
    }
}
