package dev.patchwave.client.core;

import dev.patchwave.client.core.PendingUpgrade.Stage;
import dev.patchwave.client.core.UpgradeOrder.Manner;
import dev.patchwave.loop.Core;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Brings one device from the version it runs to the newest it was told of, and tells the source how that went.
 *
 * <pre>
 *          told: offered, ask                accepted, forced, or time is up
 *   idle ----------------------> asked ----------------------------------------+
 *    ^ \                           | declined: report                          |
 *    |  \ told: else               v                                           v
 *    |   +---------------------> idle <---- any stage: failed, report      waiting
 *    |                                                                         | drawn moment
 *    |  installed: report, resubscribe              unreachable: back off      v
 *    +------------------ installing <-- downloading <---------------------- manifest
 *                                        | ^  finished        trusted          | ^
 *                                        +-+ unreachable: back off             +-+
 * </pre>
 *
 * <p>Without room on the disk any stage waits for some. An installation goes back to the download then, which has nothing left to fetch.
 *
 * <p>A higher sequence supersedes whatever is under way, except an installation, which it waits for. The same sequence again only
 * hurries an upgrade on; it brings a failed one back only when the user asks or another campaign orders it. After a restart the
 * upgrade goes on by way of the manifest, which the shell then finds on disk.
 *
 * <p>Pure: one thread, see {@link Core}. State is remembered before any other effect of the same event.
 */
public final class Upgrade implements Core<UpgradeEvent, UpgradeEffect> {
    /** How many reports one upgrade may cause. */
    public static final int MAX_REPORTS = 3;

    private final String product;
    private final UpgradePolicy policy;
    private final RandomGenerator random;
    private final List<UpgradeEffect> effects = new ArrayList<>();
    private UpgradeState state;
    private int failures;
    private int roomless;
    private Optional<Instant> retryAt = Optional.empty();
    private final ReportQueue reports;

    /**
     * Starts afresh, or goes on from what was remembered, once {@link UpgradeEvent.Started} comes.
     *
     * @param product the only product whose orders are obeyed
     */
    public Upgrade(String product, UpgradePolicy policy, UpgradeState state, RandomGenerator random) {
        this.product = product;
        this.policy = policy;
        this.state = state;
        this.random = random;
        this.reports = new ReportQueue(policy.retry(), random);
    }

    @Override
    public List<UpgradeEffect> on(UpgradeEvent event, Instant now) {
        effects.clear();
        var before = state;
        decide(event, now);
        reports.next(state.unsent()).ifPresent(change -> effects.add(new UpgradeEffect.Report(change)));
        if (!state.equals(before)) {
            effects.addFirst(new UpgradeEffect.Remember(state));
        }
        return List.copyOf(effects);
    }

    private void decide(UpgradeEvent event, Instant now) {
        switch (event) {
            case UpgradeEvent.Started() -> goOn();
            case UpgradeEvent.Told(var order) -> told(order, now);
            case UpgradeEvent.Accepted(var release) -> at(Stage.ASKED, release).ifPresent(pending -> start());
            case UpgradeEvent.Declined(var release) ->
                at(Stage.ASKED, release).ifPresent(pending -> end(pending, true, "declined by the user", now));
            case UpgradeEvent.ManifestTrusted(var release, var sequence) ->
                at(Stage.MANIFEST, release).ifPresent(pending -> trusted(pending, sequence, now));
            case UpgradeEvent.ManifestRefused(var release, var reason) ->
                at(Stage.MANIFEST, release).ifPresent(pending -> end(pending, false, reason, now));
            case UpgradeEvent.ManifestUnreachable(var release, var reason) ->
                at(Stage.MANIFEST, release).ifPresent(pending -> backOff(pending, reason, now));
            case UpgradeEvent.SegmentsGained(var release) ->
                at(Stage.DOWNLOADING, release).ifPresent(pending -> failures = 0);
            case UpgradeEvent.DownloadFinished(var release) ->
                at(Stage.DOWNLOADING, release).ifPresent(pending -> install(pending, now));
            case UpgradeEvent.SwarmUnreachable(var release, var reason) ->
                at(Stage.DOWNLOADING, release).ifPresent(pending -> backOff(pending, reason, now));
            case UpgradeEvent.DownloadFailed(var release, var reason) ->
                at(Stage.DOWNLOADING, release).ifPresent(pending -> end(pending, false, reason, now));
            case UpgradeEvent.Installed(var release) ->
                at(Stage.INSTALLING, release).ifPresent(pending -> installed(pending, now));
            case UpgradeEvent.InstallFailed(var release, var reason) ->
                at(Stage.INSTALLING, release).ifPresent(pending -> end(pending, false, reason, now));
            case UpgradeEvent.NoRoom(var release, var reason) -> noRoom(release, now);
            case UpgradeEvent.ReportAnswered(var change, var receipt) ->
                state = reports.settles(change, receipt, now) ? state.withoutReport(change) : state;
            case UpgradeEvent.DeadlinePassed() -> wake(now);
        }
    }

    @Override
    public Optional<Instant> nextDeadline() {
        return Stream.of(state.pending().flatMap(PendingUpgrade::startAt), retryAt, reports.nextDeadline())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    @Override
    public UpgradeEvent deadlinePassed() {
        return new UpgradeEvent.DeadlinePassed();
    }

    /** What would be remembered now. */
    public UpgradeState state() {
        return state;
    }

    private void goOn() {
        state.pending().ifPresent(pending -> {
            switch (pending.stage()) {
                case ASKED -> effects.add(new UpgradeEffect.AskUser(pending.order()));
                case WAITING -> {} // Its moment stands in the state.
                case MANIFEST, DOWNLOADING, INSTALLING -> start();
            }
        });
    }

    private void told(UpgradeOrder order, Instant now) {
        if (!order.release().product().equals(product) || order.sequence() <= state.installedSequence()) {
            return;
        }
        var pending = state.pending();
        if (pending.isPresent() && pending.get().order().sequence() == order.sequence()) {
            hurry(pending.get(), order, now);
        } else if (order.sequence() > state.lastSequenceSeen() || mayComeBack(order)) {
            supersede(order, now);
        }
    }

    /** The same release, told again: never starts it twice, but may start it sooner, and says where it lies now. */
    private void hurry(PendingUpgrade pending, UpgradeOrder again, Instant now) {
        if (!again.release().equals(pending.order().release())) {
            return;
        }
        boolean moved = !again.manifest().equals(pending.order().manifest());
        boolean stronger = again.manner().compareTo(pending.order().manner()) > 0;
        if (moved) {
            state = state.with(pending.movedTo(again.manifest()));
            goOnElsewhere(pending);
            retryAt = retryAt.map(later -> now);
        }
        if (stronger && (pending.stage() == Stage.ASKED || pending.stage() == Stage.WAITING)) {
            Instant drawn = draw(again, now);
            Instant moment = pending.startAt().filter(drawn::isAfter).orElse(drawn);
            state = state.with(pending.startingAt(again, moment));
        }
        wake(now);
    }

    /** The swarm of another cache takes the place of the one that the download runs in; what is owned stays. */
    private void goOnElsewhere(PendingUpgrade pending) {
        if (pending.stage() == Stage.DOWNLOADING && retryAt.isEmpty()) {
            effects.add(new UpgradeEffect.Download(pending.order().release()));
        }
    }

    private boolean mayComeBack(UpgradeOrder order) {
        return state.pending().isEmpty()
                && state.lastFailure()
                        .filter(failure -> failure.sequence() == order.sequence())
                        .filter(failure -> order.manner() == Manner.REQUESTED
                                || (failure.declined() && order.manner() == Manner.FORCED)
                                || (order.campaign().isPresent()
                                        && !order.campaign().equals(failure.campaign())))
                        .isPresent();
    }

    private void supersede(UpgradeOrder order, Instant now) {
        if (state.pending().filter(p -> p.stage() == Stage.INSTALLING).isPresent()) {
            state = state.withNext(order);
            return;
        }
        state.pending().ifPresent(pending -> {
            effects.add(new UpgradeEffect.Abandon(pending.order().release()));
            if (pending.reports() > 0) {
                report(pending, Outcome.FAILED, "superseded by " + order.release(), now);
            }
        });
        begin(order, now);
    }

    private void begin(UpgradeOrder order, Instant now) {
        forgetFailures();
        if (state.next().filter(next -> next.sequence() <= order.sequence()).isPresent()) {
            state = state.withoutNext(); // A restart interrupted the installation that it waited for.
        }
        if (order.manner() == Manner.OFFERED && policy.offers() == UpgradePolicy.Offers.ASK) {
            state = state.with(PendingUpgrade.asked(order, order.deadline().map(by -> drawBefore(by, order, now))));
            effects.add(new UpgradeEffect.AskUser(order));
        } else {
            state = state.with(PendingUpgrade.waiting(order, draw(order, now)));
        }
        wake(now);
    }

    /** A moment of our own in the announced spread, but in time for the deadline. */
    private Instant draw(UpgradeOrder order, Instant now) {
        return order.manner() == Manner.REQUESTED ? now : now.plus(randomUpTo(window(order, now)));
    }

    /** A moment of our own shortly before the deadline, for those whom nobody answered. */
    private Instant drawBefore(Instant deadline, UpgradeOrder order, Instant now) {
        return later(now, deadline.minus(randomUpTo(window(order, now))));
    }

    /** Drawn from the shorter window, never clamped to its end: that would gather the audience again. */
    private Duration window(UpgradeOrder order, Instant now) {
        var window = shorter(order.spread(), policy.maxSpread());
        return order.deadline()
                .map(by -> shorter(window, Duration.between(now, later(now, by))))
                .orElse(window);
    }

    private Duration randomUpTo(Duration window) {
        return Duration.ofMillis(random.nextLong(window.toMillis() + 1));
    }

    private void start() {
        var pending = state.pending().orElseThrow().at(Stage.MANIFEST);
        state = state.with(pending);
        effects.add(fetchManifest(pending));
    }

    private void trusted(PendingUpgrade pending, long sequence, Instant now) {
        if (sequence != pending.order().sequence()) {
            String reason = "the manifest has sequence " + sequence + ", ordered was "
                    + pending.order().sequence();
            end(pending, false, reason, now);
            return;
        }
        forgetFailures();
        var downloading = pending.at(Stage.DOWNLOADING);
        state = state.with(downloading);
        if (downloading.reports() == 0) {
            report(downloading, Outcome.STARTED, "", now);
        }
        effects.add(new UpgradeEffect.Download(pending.order().release()));
    }

    private void install(PendingUpgrade pending, Instant now) {
        if (pending.installs() >= policy.maxInstalls()) {
            end(pending, false, "the client died in each of " + pending.installs() + " installations", now);
            return;
        }
        retryAt = Optional.empty();
        state = state.with(pending.installing());
        effects.add(new UpgradeEffect.Install(pending.order().release()));
    }

    private void noRoom(ReleaseId release, Instant now) {
        at(Stage.MANIFEST, release).ifPresent(pending -> waitForRoom(now));
        at(Stage.DOWNLOADING, release).ifPresent(pending -> waitForRoom(now));
        at(Stage.INSTALLING, release).ifPresent(pending -> {
            state = state.with(pending.postponed());
            state.next().ifPresentOrElse(newer -> supersede(newer, now), () -> waitForRoom(now));
        });
    }

    /** Ever longer, but without an end: whose disk it is will make room one day. */
    private void waitForRoom(Instant now) {
        roomless++;
        retryAt = Optional.of(now.plus(policy.retry().wait(roomless, random)));
    }

    private void installed(PendingUpgrade pending, Instant now) {
        report(pending, Outcome.INSTALLED, "", now);
        state = state.installed(pending.order());
        effects.add(new UpgradeEffect.Resubscribe(state.installedVersion()));
        takeNext(now);
    }

    private void end(PendingUpgrade pending, boolean declined, String reason, Instant now) {
        report(pending, Outcome.FAILED, reason, now);
        effects.add(new UpgradeEffect.Abandon(pending.order().release()));
        var order = pending.order();
        state = state.failed(new UpgradeState.Failure(order.sequence(), order.campaign(), declined, reason));
        forgetFailures();
        takeNext(now);
    }

    private void takeNext(Instant now) {
        state.next().ifPresent(order -> begin(order, now));
    }

    private void backOff(PendingUpgrade pending, String reason, Instant now) {
        failures++;
        if (policy.retry().spent(failures)) {
            end(pending, false, "gave up after " + failures + " attempts: " + reason, now);
        } else {
            retryAt = Optional.of(now.plus(policy.retry().wait(failures, random)));
        }
    }

    private void wake(Instant now) {
        if (state.pending().flatMap(PendingUpgrade::startAt).filter(due(now)).isPresent()) {
            start();
        }
        if (retryAt.filter(due(now)).isPresent()) {
            retryAt = Optional.empty();
            state.pending().ifPresent(this::retry);
        }
        reports.wake(now);
    }

    private void retry(PendingUpgrade pending) {
        effects.add(
                pending.stage() == Stage.DOWNLOADING
                        ? new UpgradeEffect.Download(pending.order().release())
                        : fetchManifest(pending));
    }

    private void report(PendingUpgrade pending, Outcome outcome, String detail, Instant now) {
        if (pending.reports() < MAX_REPORTS) {
            var order = pending.order();
            state = state.with(pending.reported())
                    .report(new StateChange(
                            order.release(), order.campaign(), state.installedVersion(), outcome, detail, now));
        }
    }

    private Optional<PendingUpgrade> at(Stage stage, ReleaseId release) {
        return state.pending()
                .filter(pending -> pending.stage() == stage)
                .filter(pending -> pending.order().release().equals(release));
    }

    private void forgetFailures() {
        failures = 0;
        roomless = 0;
        retryAt = Optional.empty();
    }

    private static UpgradeEffect fetchManifest(PendingUpgrade pending) {
        return new UpgradeEffect.FetchManifest(
                pending.order().release(), pending.order().manifest());
    }

    private static Predicate<Instant> due(Instant now) {
        return moment -> !moment.isAfter(now);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
