package dev.patchwave.token;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own tokens. Asks the service for one when it is needed, for the next when 60 to 80 % of its life are over, and again when somebody refused it; never
 * twice at a time for a release, and ever more slowly when that does not help. Kept on disk, so that a restart needs no answer of the service. Any thread;
 * does not wait, and asks on another thread than the caller's, which may be an event loop.
 */
public final class TokenWallet {
    /** Asks the service for a token. */
    @FunctionalInterface
    public interface Asker {
        /** Completed with the token, or empty when there is none now; on a thread that may wait a moment, but not for the answer. */
        CompletableFuture<Optional<String>> ask(ReleaseId release);
    }

    /** As many as a store takes. */
    static final int MAX_RELEASES = 1_024;

    private static final int MAX_FILE_BYTES = 2 << 20;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    private static final Logger LOG = LoggerFactory.getLogger(TokenWallet.class);

    /** What is known of one release's token. */
    private static final class Slot {
        private Optional<String> token = Optional.empty();
        private Optional<TokenClaims> claims = Optional.empty();
        private Instant renewAt = Instant.MIN;
        private Instant askAfter = Instant.MIN;
        private Duration wait = FIRST_WAIT;
        private boolean refused;
        private boolean asking;
        private final CompletableFuture<Void> first = new CompletableFuture<>();
    }

    private final Asker asker;
    private final Optional<Path> file;
    private final Clock clock;
    private final Clock steady;
    private final RandomGenerator random;
    private final Executor disk;
    private final Object writing = new Object(); // Taken before this, never after.
    private final Map<ReleaseId, Slot> slots = new TreeMap<>(); // Guarded by this, with all that is in it.

    /**
     * Has what the last run had.
     *
     * @param file where tokens are kept; empty: nowhere
     * @param clock of which tokens speak
     * @param steady of the waits between two questions
     * @param disk writes them, and asks: a question may look at a card or at a name server
     */
    public TokenWallet(
            Asker asker, Optional<Path> file, Clock clock, Clock steady, RandomGenerator random, Executor disk) {
        this.asker = asker;
        this.file = file;
        this.clock = clock;
        this.steady = steady;
        this.random = random;
        this.disk = disk;
        file.ifPresent(this::restore);
    }

    /** The token to show now; empty: ask without. */
    public Optional<String> tokenFor(ReleaseId release) {
        var now = clock.instant();
        var waited = steady.instant();
        Optional<String> token;
        boolean ask;
        synchronized (this) {
            var slot = slot(release);
            token = slot.token.filter(
                    known -> now.isBefore(slot.claims.orElseThrow().until()));
            ask = !slot.asking && !waited.isBefore(slot.askAfter) && (slot.refused || !now.isBefore(slot.renewAt));
            if (ask) {
                slot.asking = true;
                slot.askAfter = waited.plus(slot.wait);
            }
        }
        if (ask) {
            ask(release);
        }
        return token;
    }

    /** Somebody answered 401 to it, or to the lack of it. */
    public void refused(ReleaseId release) {
        synchronized (this) {
            slot(release).refused = true;
        }
        tokenFor(release);
    }

    /** Completed when there is a token, at the latest after {@code patience}. */
    public CompletableFuture<Void> ready(ReleaseId release, Duration patience) {
        if (tokenFor(release).isPresent()) {
            return CompletableFuture.completedFuture(null);
        }
        synchronized (this) {
            return slot(release).first.copy().completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Whether one of our tokens names this key: they came from the service itself. */
    public synchronized boolean vouchesFor(String keyId) {
        return slots.values().stream()
                .filter(slot -> slot.claims
                        .filter(claims -> clock.instant().isBefore(claims.until()))
                        .isPresent())
                .flatMap(slot -> slot.token.stream())
                .anyMatch(token -> TokenCheck.keyIdOf(token).equals(keyId));
    }

    /** Whether there is any token. */
    synchronized boolean isUsed() {
        return slots.values().stream().anyMatch(slot -> slot.token.isPresent());
    }

    /** Where we are, as our newest token says; empty while there was none. */
    public synchronized Optional<String> domain() {
        return slots.values().stream()
                .flatMap(slot -> slot.claims.stream())
                .max(java.util.Comparator.comparing(TokenClaims::from))
                .map(claims -> claims.domains().getFirst());
    }

    private void ask(ReleaseId release) {
        var unused = CompletableFuture.completedFuture(release)
                .thenComposeAsync(asker::ask, disk)
                .handleAsync(
                        (token, failure) -> {
                            answered(release, failure == null ? token : Optional.empty());
                            return null;
                        },
                        disk);
    }

    private void answered(ReleaseId release, Optional<String> token) {
        Optional<TokenClaims> claims = token.flatMap(text -> read(release, text));
        CompletableFuture<Void> first;
        synchronized (this) {
            var slot = slot(release);
            slot.asking = false;
            if (claims.isEmpty() || slot.refused) {
                slot.wait = shorter(slot.wait.multipliedBy(2));
            } else {
                slot.wait = FIRST_WAIT;
            }
            if (claims.isEmpty()) {
                return;
            }
            hold(slot, token.get(), claims.get());
            first = slot.first;
        }
        keep();
        first.complete(null);
    }

    private Optional<TokenClaims> read(ReleaseId release, String token) {
        try {
            var claims = TokenCheck.claimsOf(token);
            return Optional.of(claims).filter(said -> said.release().equals(release));
        } catch (IllegalArgumentException e) {
            LOG.atWarn().addKeyValue("release", release).log("the service answered no token");
            return Optional.empty();
        }
    }

    private void hold(Slot slot, String token, TokenClaims claims) {
        long lifeMillis = Duration.between(claims.from(), claims.until()).toMillis();
        slot.token = Optional.of(token);
        slot.claims = Optional.of(claims);
        slot.refused = false;
        slot.renewAt = claims.from().plusMillis((long) (lifeMillis * (0.6 + 0.2 * random.nextDouble())));
    }

    /** The release whose token ends first makes room. */
    private Slot slot(ReleaseId release) {
        var known = slots.get(release);
        if (known == null) {
            if (slots.size() >= MAX_RELEASES) {
                forgetOne();
            }
            known = new Slot();
            slots.put(release, known);
        }
        return known;
    }

    private void forgetOne() {
        var oldest = slots.entrySet().stream()
                .min(java.util.Comparator.comparing(
                        entry -> entry.getValue().claims.map(TokenClaims::until).orElse(Instant.MIN)))
                .orElseThrow();
        slots.remove(oldest.getKey());
    }

    /** Event loops ask for tokens meanwhile: they must not wait for the disk. */
    private void keep() {
        if (file.isEmpty()) {
            return;
        }
        synchronized (writing) {
            write(file.get());
        }
    }

    /** One token a line. */
    private synchronized String lines() {
        var now = clock.instant();
        var lines = new StringBuilder();
        for (var slot : slots.values()) {
            slot.claims
                    .filter(claims -> now.isBefore(claims.until()))
                    .ifPresent(claims -> lines.append(slot.token.orElseThrow()).append('\n'));
        }
        return lines.toString();
    }

    private void write(Path to) {
        try {
            DurableFiles.replacePrivate(to, lines().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("tokens cannot be kept");
        }
    }

    private void restore(Path from) {
        try {
            if (Files.exists(from) && Files.size(from) <= MAX_FILE_BYTES) {
                Files.readString(from).lines().limit(MAX_RELEASES).forEach(this::restore);
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("tokens of the last run are lost");
        }
    }

    private void restore(String token) {
        try {
            var claims = TokenCheck.claimsOf(token);
            hold(slot(claims.release()), token, claims);
        } catch (IllegalArgumentException e) {
            LOG.atWarn().log("a token of the last run is lost"); // Damaged; the service gives another.
        }
    }

    private static Duration shorter(Duration wait) {
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}
