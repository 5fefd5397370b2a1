package dev.patchwave.transfer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.Place;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for every {@link Dialback}. */
abstract class DialbackContract {
    static final HolderId MEMBER = new HolderId("p-1");

    abstract Dialback dialback();

    /** Where somebody serves. */
    abstract URI served();

    /** Where nobody listens. */
    abstract URI refused();

    /** Where connections are taken and nothing is ever said. */
    abstract URI silent();

    @Test
    void whoeverAnswersIsReachable() {
        assertEquals(List.of(true), answers(served(), Duration.ofSeconds(5)));
    }

    @Test
    void whereNobodyListensNobodyIsReached() {
        assertEquals(List.of(false), answers(refused(), Duration.ofSeconds(5)));
    }

    @Test
    void whoeverSaysNothingIsGivenUpInTwoSeconds() {
        assertEquals(List.of(false), answers(silent(), Duration.ofSeconds(4)));
    }

    @Test
    void anAddressThatIsNoneIsNotReachableAndNoFault() {
        assertEquals(List.of(false), answers(URI.create("mailto:alice@op.example"), Duration.ofSeconds(5)));
    }

    private List<Boolean> answers(URI base, Duration within) {
        List<Boolean> heard = Collections.synchronizedList(new ArrayList<>());
        dialback().probe(MEMBER, Place.at(base), heard::add);
        await().atMost(within).until(() -> !heard.isEmpty());
        return List.copyOf(heard);
    }
}
