package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BeyondTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final Holder SOURCE = holder("source", HolderKind.SOURCE);
    private static final Holder OTHER = holder("cache-2", HolderKind.OTHER_CACHE);

    private final Beyond beyond = new Beyond();
    private final TrackedMember asker = new TrackedMember(new HolderId("alice"), 8);

    @Test
    void anotherCacheComesBeforeTheSource() {
        beyond.replace(List.of(SOURCE, OTHER));

        assertEquals(Optional.of(OTHER), roomiest(false));
    }

    @Test
    void theSourceHelpsWhenTheOtherCachesAreBusy() {
        beyond.replace(List.of(OTHER, SOURCE));
        beyond.find(OTHER.id()).orElseThrow().wasBusy(NOW);

        assertEquals(Optional.of(SOURCE), roomiest(false));
    }

    @Test
    void aSparedSourceDoesNotWhileAnotherCacheLives() {
        beyond.replace(List.of(OTHER, SOURCE));
        beyond.find(OTHER.id()).orElseThrow().wasBusy(NOW);

        assertEquals(Optional.empty(), roomiest(true));
    }

    @Test
    void aSparedSourceHelpsWhenNoOtherCacheIsLeft() {
        beyond.replace(List.of(OTHER, SOURCE));
        beyond.find(OTHER.id()).orElseThrow().failed(NOW);

        assertEquals(Optional.of(SOURCE), roomiest(true));

        beyond.replace(List.of(SOURCE));
        assertEquals(Optional.of(SOURCE), roomiest(true));
    }

    private Optional<Holder> roomiest(boolean sparesSource) {
        return beyond.roomiest(asker, sparesSource, NOW).map(Uploader::holder);
    }

    private static Holder holder(String name, HolderKind kind) {
        return new Holder(new HolderId(name), kind, URI.create("http://" + name + ":80"));
    }
}
