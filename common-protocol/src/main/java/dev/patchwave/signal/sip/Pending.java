package dev.patchwave.signal.sip;

import gov.nist.javax.sip.stack.SIPTransaction;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sip.ClientTransaction;
import javax.sip.ObjectInUseException;

/**
 * The requests of ours that wait for a final response, by the branch of their Via. Each completes exactly once: by a response, a
 * failure or its timeout; then its transaction is given back to the stack at once. Any thread.
 */
final class Pending implements AutoCloseable {
    private final int limitRequests;
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentHashMap<String, Waiting> byBranch = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    Pending(String name, int limitRequests) {
        this.limitRequests = limitRequests;
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name + "-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** One request on its way. */
    static final class Waiting {
        private volatile String branch;
        private final CompletableFuture<SipResponse> answer;
        private volatile Destination destination;
        private volatile ClientTransaction transaction;
        private volatile Future<?> timeout;

        private Waiting(String branch, Destination destination) {
            this.branch = branch;
            this.destination = destination;
            this.answer = new CompletableFuture<>();
        }

        String branch() {
            return branch;
        }

        CompletableFuture<SipResponse> answer() {
            return answer;
        }

        Destination destination() {
            return destination;
        }

        /** Who carries it. When the answer came first, the transaction is ended here. */
        void carriedBy(ClientTransaction carrier) {
            transaction = carrier;
            if (answer.isDone()) {
                terminate(carrier);
            }
        }

        /** Where the stack carried it; empty before. */
        Optional<InetSocketAddress> peer() {
            return transaction instanceof SIPTransaction carrier && carrier.getPeerAddress() != null
                    ? Optional.of(new InetSocketAddress(carrier.getPeerAddress(), carrier.getPeerPort()))
                    : Optional.empty();
        }

        boolean fail(SipFailure failure) {
            return answer.completeExceptionally(failure);
        }
    }

    /** Makes room for one; empty when there are too many. */
    Optional<Waiting> admit(String branch, Destination destination, Duration timeout) {
        if (count.incrementAndGet() > limitRequests) {
            count.decrementAndGet();
            return Optional.empty();
        }
        Waiting waiting = new Waiting(branch, destination);
        byBranch.put(branch, waiting);
        waiting.timeout = timer.schedule(
                () -> waiting.fail(new SipTimeout("no answer from " + waiting.destination + " within " + timeout)),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        var unused = waiting.answer.whenComplete((response, failure) -> settle(waiting));
        return Optional.of(waiting);
    }

    /** Another attempt by another transport. */
    void redirect(Waiting waiting, String branch, Destination destination) {
        byBranch.remove(waiting.branch);
        waiting.branch = branch;
        waiting.destination = destination;
        byBranch.put(branch, waiting);
        if (waiting.answer.isDone()) {
            byBranch.remove(branch);
        }
    }

    /** The one with that branch, while it still waits. */
    Optional<Waiting> find(String branch) {
        return Optional.ofNullable(byBranch.get(branch));
    }

    /** Fails everything that waits for an answer from there. */
    void lost(InetSocketAddress remote, SipTransport transport, String why) {
        for (Waiting waiting : byBranch.values()) {
            if (waiting.destination.transport() == transport
                    && waiting.peer().filter(remote::equals).isPresent()) {
                waiting.fail(new SipUnreachable(why + " " + waiting.destination));
            }
        }
    }

    private void settle(Waiting waiting) {
        byBranch.remove(waiting.branch);
        count.decrementAndGet();
        waiting.timeout.cancel(false);
        if (waiting.transaction != null) {
            terminate(waiting.transaction);
        }
    }

    static void terminate(ClientTransaction transaction) {
        try {
            transaction.terminate();
        } catch (ObjectInUseException e) {
            // The stack never throws it for a client transaction; it ends by its own timer then.
        }
    }

    int size() {
        return byBranch.size();
    }

    @Override
    public void close() {
        for (Waiting waiting : List.copyOf(byBranch.values())) {
            waiting.fail(new SipUnreachable("the endpoint was closed before " + waiting.destination + " answered"));
        }
        timer.shutdownNow();
    }
}
