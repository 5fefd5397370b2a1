package dev.patchwave.trust.follow;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.DurableFiles;
import dev.patchwave.trust.ManifestJudge;
import dev.patchwave.trust.ManifestVerifier;
import dev.patchwave.trust.SignedStop;
import dev.patchwave.trust.StopOrder;
import dev.patchwave.trust.TrustProblem;
import dev.patchwave.trust.tuf.Publishers;
import dev.patchwave.trust.tuf.TargetFile;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import dev.patchwave.trust.tuf.client.MetadataDirectory;
import dev.patchwave.trust.tuf.client.MetadataStore;
import dev.patchwave.trust.tuf.client.Mirror;
import dev.patchwave.trust.tuf.client.Update;
import dev.patchwave.trust.tuf.repository.ReleaseTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A repository that this program follows: believes what its roles vouch for, and remembers durably what it has believed, so that no mirror
 * can bring back what was before (specification 5). Updates run one after the other on a thread of its own; all else is for any thread.
 */
public final class FollowedRepository implements Trust {
    /** A role by this name may sign stop orders about everything, beside the targets role. */
    static final String STOP_ROLE = "stop";

    private static final Logger LOG = LoggerFactory.getLogger(FollowedRepository.class);
    private static final String SHIPPED = "shipped-root";
    private static final int MAX_WAITING_UPDATES = 256;

    private final MetadataDirectory directory;
    private final Optional<ServedCopy> copy;
    private final boolean everyRole;
    private final Clock clock;
    private final ThreadPoolExecutor updates;
    private volatile Publishers publishers;
    private volatile SortedMap<String, Instant> expiries = Collections.emptySortedMap();

    private FollowedRepository(
            MetadataDirectory directory,
            Optional<ServedCopy> copy,
            boolean everyRole,
            Publishers publishers,
            Clock clock) {
        this.directory = directory;
        this.copy = copy;
        this.everyRole = everyRole;
        this.publishers = publishers;
        this.clock = clock;
        this.updates = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING_UPDATES),
                task -> Thread.ofPlatform().daemon().name("repository").unstarted(task));
        updates.allowCoreThreadTimeOut(true);
    }

    /**
     * Goes on from what is believed in the directory, or begins with the shipped root. Another shipped root than the one that it was begun
     * with begins anew: it came by a way that is trusted.
     *
     * @param directory is made
     */
    public static FollowedRepository open(Path directory, ShippedRoot shipped, Clock clock) throws IOException {
        return open(directory, shipped, Kept.NOTHING, clock);
    }

    /** The same, and keeps all of it for others as well: see {@link MetadataDesk#ofMirror}. */
    public static FollowedRepository openMirror(Path directory, ShippedRoot shipped, Clock clock) throws IOException {
        return open(directory, shipped, Kept.EVERY_ROLE, clock);
    }

    /** The same, of no more roles than it needs itself: a peer follows one product, and is no burden for those whom it asks. */
    public static FollowedRepository openPeer(Path directory, ShippedRoot shipped, Clock clock) throws IOException {
        return open(directory, shipped, Kept.WHAT_WAS_NEEDED, clock);
    }

    private static FollowedRepository open(Path directory, ShippedRoot shipped, Kept kept, Clock clock)
            throws IOException {
        MetadataDirectory store = MetadataDirectory.open(directory);
        try {
            begin(directory, store, shipped, kept);
            Optional<ServedCopy> copy = Optional.empty();
            if (kept != Kept.NOTHING) {
                copy = Optional.of(new ServedCopy(store, served(directory), kept == Kept.WHAT_WAS_NEEDED));
                copy.get().keepShipped(shipped);
            }
            return new FollowedRepository(store, copy, kept == Kept.EVERY_ROLE, publishers(store), clock);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        } catch (TufProblem e) {
            store.close();
            throw new IOException(directory + ": what was believed is damaged: " + e.getMessage(), e);
        }
    }

    static Path served(Path directory) {
        return directory.resolve("served");
    }

    @Override
    public CompletableFuture<ManifestJudge> about(ReleaseId release, List<? extends Mirror> mirrors) {
        var judge = new CompletableFuture<ManifestJudge>();
        run(judge, () -> {
            try {
                judge.complete(search(release, mirrors));
            } catch (NotVouched e) {
                judge.completeExceptionally(e);
            }
        });
        return judge;
    }

    /**
     * Brings everything up to date. For those who serve it on, and who want to know how long it is valid.
     *
     * @return why not; empty when it is
     */
    public CompletableFuture<Optional<String>> refresh(Mirror mirror) {
        var outcome = new CompletableFuture<Optional<String>>();
        run(outcome, () -> {
            try {
                var unused = updated(mirror, this::whole);
                outcome.complete(Optional.empty());
            } catch (IOException | TufProblem e) {
                outcome.complete(Optional.of(mirror + ": " + e.getMessage()));
            }
        });
        return outcome;
    }

    /** When the roles that were believed last expire, by their names; none before the first update. */
    public SortedMap<String, Instant> expiries() {
        return expiries;
    }

    /** By a key that may sign releases of that product, by one of the role {@value #STOP_ROLE}, or by one of the targets role; one is enough. */
    @Override
    public SignedStop verifyStop(byte[] envelope) throws TrustProblem {
        StopOrder said = SignedStop.unverified(envelope);
        var keys = new ArrayList<PublicKey>(publishers.ofRole(STOP_ROLE));
        said.release().map(ReleaseTarget::path).map(publishers::of).ifPresent(keys::addAll);
        if (keys.isEmpty()) {
            throw new TrustProblem(TrustProblem.Reason.UNKNOWN_KEY, "no key is known that may sign stop orders");
        }
        return new ManifestVerifier(keys).verifyStop(envelope);
    }

    /** Its signature is not asked for again: the key may have been taken away since, and the order must stand. */
    @Override
    public SignedStop recallStop(byte[] envelope) throws TrustProblem {
        return SignedStop.readBack(envelope);
    }

    @Override
    public void close() throws IOException {
        for (Runnable waiting : updates.shutdownNow()) {
            if (waiting instanceof Job job) {
                job.refuse("the program ends");
            }
        }
        directory.close();
    }

    /** How much of what is believed is kept for others too. */
    private enum Kept {
        NOTHING,
        WHAT_WAS_NEEDED,
        EVERY_ROLE
    }

    /** What is done with an update. */
    @FunctionalInterface
    private interface Use<T> {
        T of(Visit visit) throws IOException, TufProblem;
    }

    /** @param held what is not believed yet */
    private record Visit(Update update, HeldBack held) {}

    /** One piece of work, which ends its promise whatever happens. */
    private record Job(CompletableFuture<?> promise, Runnable task) implements Runnable {
        @Override
        public void run() {
            try {
                task.run();
            } catch (RuntimeException fault) {
                LOG.atError().setCause(fault).log("following the repository failed");
                refuse("a fault of this program: " + fault);
            }
        }

        void refuse(String why) {
            promise.completeExceptionally(new NotVouched(why, false));
        }
    }

    private void run(CompletableFuture<?> promise, Runnable task) {
        var job = new Job(promise, task);
        try {
            updates.execute(job);
        } catch (RejectedExecutionException e) {
            job.refuse("too many updates wait, or the program ends");
        }
    }

    private ManifestJudge search(ReleaseId release, List<? extends Mirror> mirrors) throws NotVouched {
        var reasons = new ArrayList<String>();
        boolean denied =
                false; // Whoever is asked later may be older or silent, which takes nothing back: versions never fall.
        Optional<IOException> noRoom = Optional.empty();
        for (Mirror mirror : mirrors) {
            try {
                return updated(mirror, visit -> VouchedManifest.of(release, find(release, visit)));
            } catch (TufProblem e) {
                denied |= e.reason() == TufProblem.Reason.NO_SUCH_TARGET;
                reasons.add(refused(release, mirror, e.getMessage()));
            } catch (IOException e) {
                noRoom = DurableFiles.isPassing(e) ? Optional.of(e) : noRoom;
                reasons.add(refused(release, mirror, e.getMessage()));
            }
        }
        throw new NotVouched("the repository does not vouch for it: " + String.join("; ", reasons), denied, noRoom);
    }

    private static String refused(ReleaseId release, Mirror mirror, String why) {
        LOG.atWarn()
                .addKeyValue("release", release)
                .addKeyValue("holder", mirror)
                .addKeyValue("reason", why)
                .log("metadata refused");
        return mirror + ": " + why;
    }

    /** Brings the metadata up to date, uses them, and keeps them for others when they are to be served on. */
    private <T> T updated(Mirror mirror, Use<T> use) throws IOException, TufProblem {
        try {
            Visit visit = visit(mirror);
            if (everyRole) {
                whole(visit);
            }
            T result = use.of(visit);
            noteExpiries(visit.update);
            return result;
        } finally {
            copy.ifPresent(ServedCopy::giveUp);
            relearnPublishers(); // Also from an update that broke off later.
        }
    }

    private Visit visit(Mirror mirror) throws IOException, TufProblem {
        MetadataStore store = copy.isPresent() ? copy.get() : directory;
        Mirror asked = copy.isPresent() ? copy.get().heard(mirror) : mirror;
        var held = new HeldBack(store);
        return new Visit(Update.run(held, asked, clock.instant()), held);
    }

    private Visit whole(Visit visit) throws IOException, TufProblem {
        visit.update.everyRole();
        complete(visit);
        return visit;
    }

    /** All roles on the way to a target are believed, also when it is not there: whoever looks for the same finds them with us. */
    private TargetFile find(ReleaseId release, Visit visit) throws IOException, TufProblem {
        try {
            TargetFile target = visit.update.find(ReleaseTarget.path(release));
            complete(visit);
            return target;
        } catch (TufProblem e) {
            if (e.reason() == TufProblem.Reason.NO_SUCH_TARGET) {
                complete(visit);
            }
            throw e;
        }
    }

    private void complete(Visit visit) throws IOException {
        visit.held.writeThrough();
        if (copy.isPresent()) {
            copy.get().complete(visit.update.expiries().keySet());
        }
    }

    private void noteExpiries(Update update) {
        expiries = Collections.unmodifiableSortedMap(new TreeMap<>(update.expiries()));
    }

    private void relearnPublishers() {
        try {
            publishers = publishers(directory);
        } catch (IOException | TufProblem e) {
            LOG.atError().addKeyValue("reason", e.getMessage()).log("what was believed cannot be read back");
        }
    }

    private static Publishers publishers(MetadataStore store) throws IOException, TufProblem {
        byte[] root = store.load(TopLevelRole.ROOT.fileName()).orElseThrow(() -> new IOException("no trusted root"));
        return Publishers.read(root, store.load(TopLevelRole.TARGETS.fileName()));
    }

    /** The shipped root is noted last: a run that dies before it begins once more. */
    private static void begin(Path directory, MetadataDirectory store, ShippedRoot shipped, Kept kept)
            throws IOException {
        Path note = directory.resolve(SHIPPED);
        Optional<byte[]> before = MetadataFiles.read(note, TopLevelRole.ROOT.maxBytes());
        if (before.isPresent() && Arrays.equals(before.get(), shipped.bytes())) {
            return;
        }
        before.ifPresent(other -> LOG.atWarn()
                .addKeyValue("config", shipped.file())
                .log("another root was shipped: what was believed is forgotten"));
        if (kept == Kept.WHAT_WAS_NEEDED) { // Versions may begin anew, and roots between may be missing.
            DurableFiles.deleteTree(served(directory));
        }
        for (TopLevelRole role : TopLevelRole.values()) {
            store.delete(role.fileName());
        }
        store.store(TopLevelRole.ROOT.fileName(), shipped.bytes());
        DurableFiles.replace(note, shipped.bytes());
    }
}
