package dev.patchwave.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DownloadDelaysTest {
    private static final long MILLI = 1_000_000;
    private static final List<URI> CACHE = List.of(URI.create("http://10.0.0.1:8481"));

    private final List<URI> asked = new ArrayList<>();
    private final List<CompletableFuture<HttpReply>> answers = new ArrayList<>();
    private long now;
    private long onTheWay = Long.MAX_VALUE;
    private final DownloadDelays delays =
            new DownloadDelays(this::head, (site, waited) -> Math.min(waited, onTheWay), 90 * MILLI, () -> now);

    @Test
    void theFirstAnswerTookAConnectionAndDoesNotCount() {
        askAndAnswer(60);
        assertTrue(delays.together().isEmpty());

        askAndAnswer(20);

        assertEquals(new DelaySample(20 * MILLI, 0, false), delays.together().orElseThrow());
        assertTrue(delays.together().isEmpty(), "nothing new");
        assertEquals(URI.create("http://10.0.0.1:8481/healthz"), asked.get(0));
    }

    @Test
    void anAnswerThatIsLateCountsBeforeItComes() {
        askAndAnswer(60);
        askAndAnswer(20);
        askAndAnswer(20);
        delays.together();

        delays.ask(CACHE);
        now += 120 * MILLI;
        delays.together();
        now += 100 * MILLI;

        var sample = delays.together().orElseThrow();
        assertEquals(100 * MILLI, sample.queueingNanos());
    }

    @Test
    void aHolderThatIsBusyIsNoQueueOnTheWay() {
        askAndAnswer(60);
        askAndAnswer(20);
        onTheWay = 20 * MILLI;

        askAndAnswer(400);
        askAndAnswer(400);

        assertEquals(0, delays.together().orElseThrow().queueingNanos());
    }

    @Test
    void nobodyIsAskedTwiceAtATimeNorMoreThanFour() {
        delays.ask(CACHE);
        delays.ask(CACHE);
        assertEquals(1, asked.size());

        var many = new ArrayList<URI>();
        for (int i = 0; i < 9; i++) {
            many.add(URI.create("https://10.0.1." + i + ":80"));
        }
        delays.ask(many);

        assertEquals(1 + DownloadDelays.MAX_ASKED, asked.size());
    }

    @Test
    void aHolderThatDoesNotAnswerSaysNothingOfTheQueue() {
        delays.ask(CACHE);
        answers.get(0).complete(new HttpReply.Failed("gone"));
        askAndAnswer(60);

        assertTrue(delays.together().isEmpty());
    }

    private void askAndAnswer(long millis) {
        delays.ask(CACHE);
        now += millis * MILLI;
        answers.get(answers.size() - 1).complete(new HttpReply.Answered(200, Headers.NONE, new byte[0]));
    }

    private CompletableFuture<HttpReply> head(URI uri) {
        asked.add(uri);
        var answer = new CompletableFuture<HttpReply>();
        answers.add(answer);
        return answer;
    }
}
