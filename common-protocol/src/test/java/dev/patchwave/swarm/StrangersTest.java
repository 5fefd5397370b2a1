package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** Who is served without being a member takes a slot, exactly as long as it is served. */
class StrangersTest {
    private static final HolderId ASKER = new HolderId("cache-2");

    private final Uploader origin = new Uploader(
            new Holder(new HolderId("cache-1"), HolderKind.OWN_CACHE, URI.create("http://192.0.2.1:80")), 4);
    private final Strangers strangers = new Strangers(origin);

    @Test
    void eachTransferTakesASlotUntilItEnds() {
        strangers.began(ASKER, false);
        strangers.began(ASKER, false);
        assertEquals(2, origin.load());

        strangers.ended(ASKER);
        assertEquals(1, origin.load());
        strangers.ended(ASKER);
        assertEquals(0, origin.load());
    }

    @Test
    void aMemberIsPlannedForAndNotCountedTwice() {
        strangers.began(ASKER, true);
        assertEquals(0, origin.load());

        strangers.ended(ASKER);
        assertEquals(0, origin.load());
    }

    @Test
    void whoBecomesAMemberMeanwhileGivesItsSlotBack() {
        strangers.began(ASKER, false);
        strangers.began(ASKER, true);
        strangers.ended(ASKER);
        strangers.ended(ASKER);

        assertEquals(0, origin.load());
    }
}
