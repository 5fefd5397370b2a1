package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlternatesTest {
    private final Alternates alternates = new Alternates(2);

    @Test
    void theNewestComeFirstAndFourAreKept() {
        List.of("a", "b", "c", "d", "e").forEach(this::add);

        assertEquals(List.of("e", "d", "c", "b"), names());
        assertEquals(List.of(), alternates.of(0));
        assertEquals(List.of(), alternates.of(2));
    }

    @Test
    void whoComesAgainIsTheNewestAndIsThereOnce() {
        List.of("a", "b", "c", "d", "b").forEach(this::add);

        assertEquals(List.of("b", "d", "c", "a"), names());
    }

    @Test
    void whoIsTakenOutLeavesNoGap() {
        List.of("a", "b", "c").forEach(this::add);

        alternates.remove(1, new HolderId("b"));
        alternates.remove(1, new HolderId("x"));
        alternates.remove(0, new HolderId("a"));
        add("d");

        assertEquals(List.of("d", "c", "a"), names());
    }

    private void add(String name) {
        alternates.add(1, new Holder(new HolderId(name), HolderKind.PEER, URI.create("http://10.0.0.1:80")));
    }

    private List<String> names() {
        return alternates.of(1).stream().map(holder -> holder.id().value()).toList();
    }
}
