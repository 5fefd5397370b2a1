package dev.patchwave.stop;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.DurableFiles;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.trust.SignedStop;
import dev.patchwave.trust.StopTrust;
import dev.patchwave.trust.TrustProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stop orders that a program knows, on disk over restarts. Whoever brings an order need not be trusted: only a publisher's signature makes
 * it count, and only its sequence makes it news. Any thread.
 */
public final class StopBook {
    private static final Logger LOG = LoggerFactory.getLogger(StopBook.class);

    /** What became of an order. */
    public sealed interface Taken {
        /** It counts from now on, and is on disk. */
        record News(SignedStop order) implements Taken {}

        /** It was known already, and is on disk. */
        record Known() implements Taken {}

        /** It does not count. */
        record Refused(String reason) implements Taken {}
    }

    private final Path file;
    private final StopTrust trust;
    private final List<Consumer<SignedStop>> listeners = new CopyOnWriteArrayList<>();
    private volatile StopState state = StopState.NONE;
    private boolean unkept; // What is on disk says less; guarded by this.

    private StopBook(Path file, StopTrust trust) {
        this.file = file;
        this.trust = trust;
    }

    /**
     * Reads what earlier runs kept in {@code stop-orders} of a directory that exists. What is damaged there is passed over with a warning, since
     * the next answer of anybody brings it again.
     */
    public static StopBook open(Path directory, StopTrust trust) throws IOException {
        var book = new StopBook(directory.resolve("stop-orders"), trust);
        if (Files.exists(book.file)) {
            book.restore();
        }
        return book;
    }

    /** Tells of each order that is news, on the thread that brought it, after it is on disk or could not be kept. */
    public void onNews(Consumer<SignedStop> listener) {
        listeners.add(listener);
    }

    /**
     * Takes an order from anybody.
     *
     * @param text as {@link SignedStop#toText} writes it
     * @throws IOException when it counts from now on but could not be kept: it must not be acknowledged
     */
    public Taken take(String text) throws IOException {
        SignedStop order;
        try {
            order = trust.verifyStop(SignedStop.envelopeOf(text));
        } catch (TrustProblem problem) {
            LOG.atWarn().addKeyValue("reason", problem.getMessage()).log("stop order refused");
            return new Taken.Refused(problem.getMessage());
        }
        Optional<IOException> trouble;
        synchronized (this) {
            if (!state.isNews(order)) {
                Taken taken = stale(order);
                if (unkept && taken instanceof Taken.Known) {
                    throwIfAny(keep());
                }
                return taken;
            }
            if (!state.hasRoomFor(order)) {
                return new Taken.Refused("orders for " + StopState.MAX_SCOPES + " releases are known already");
            }
            state = state.with(order);
            trouble = keep();
        }
        LOG.atWarn().addKeyValue("reason", order.order().toString()).log("stop order taken");
        listeners.forEach(listener -> listener.accept(order)); // Obeyed even if the disk fails.
        throwIfAny(trouble);
        return new Taken.News(order);
    }

    private static void throwIfAny(Optional<IOException> trouble) throws IOException {
        if (trouble.isPresent()) {
            throw trouble.get();
        }
    }

    /** Takes orders that somebody passed on, as far as they count. What a full disk did not take is tried again when anybody passes it on again. */
    public void takeAll(List<String> texts) {
        for (String text : texts) {
            try {
                take(text);
            } catch (IOException e) {
                LOG.atDebug().addKeyValue("reason", e.getMessage()).log("a stop order is obeyed but could not be kept");
            }
        }
    }

    /** Whether a release is not to be served, fetched or installed now. */
    public boolean stops(ReleaseId release) {
        return state.stops(release);
    }

    /** The orders that concern a release, as they travel. */
    public List<String> about(ReleaseId release) {
        return state.about(release).stream().map(SignedStop::toText).toList();
    }

    /** Every order that is known, the newest of each scope. */
    public List<SignedStop> all() {
        return List.copyOf(state.all());
    }

    /** What a member of the swarm of a stopped release is answered: nothing to do, and why. */
    public SwarmPlan planOfStopped(ReleaseId release) {
        return SwarmPlan.stopped(release, about(release));
    }

    private Taken stale(SignedStop order) {
        if (state.standing(order).equals(Optional.of(order))) {
            return new Taken.Known();
        }
        long known = state.standing(order).orElseThrow().order().sequence();
        return new Taken.Refused("sequence " + order.order().sequence() + " is not above " + known
                + ", which is known for " + order.order().scope());
    }

    private Optional<IOException> keep() {
        String lines = state.stream().map(SignedStop::toText).collect(Collectors.joining("\n", "", "\n"));
        try {
            DurableFiles.replace(file, lines.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (!unkept) {
                LOG.atError().addKeyValue("reason", e.getMessage()).log("stop orders are obeyed but cannot be kept");
            }
            unkept = true;
            return Optional.of(e);
        }
        if (unkept) {
            LOG.atInfo().log("stop orders are kept again");
        }
        unkept = false;
        return Optional.empty();
    }

    private void restore() throws IOException {
        boolean damaged = Files.size(file) > StopCodec.MAX_LIST_BYTES;
        byte[] kept;
        try (var in = Files.newInputStream(file)) {
            kept = in.readNBytes(StopCodec.MAX_LIST_BYTES);
        }
        for (String line : new String(kept, StandardCharsets.ISO_8859_1).lines().toList()) {
            try {
                SignedStop order = trust.recallStop(SignedStop.envelopeOf(line));
                state = state.isNews(order) && state.hasRoomFor(order) ? state.with(order) : state;
            } catch (TrustProblem problem) {
                damaged = true;
                LOG.atError().addKeyValue("reason", problem.getMessage()).log("a kept stop order does not count");
            }
        }
        if (damaged) {
            putAside(kept);
        }
    }

    /** For people; a disk that does not take it is no reason to obey nothing. */
    private void putAside(byte[] damaged) {
        try {
            Files.write(file.resolveSibling(".damaged-stop-orders"), damaged);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("damaged stop orders cannot be put aside");
        }
    }
}
