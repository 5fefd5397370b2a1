package dev.patchwave.simulator.swarm;

import dev.patchwave.simulator.network.Payload;
import dev.patchwave.simulator.network.Transfer;
import java.util.ArrayDeque;

/** The chunks of one segment on their way from one program to another, fetched or pushed. */
abstract class Sending implements Payload {
    final SimulatedProgram from;
    final SimulatedProgram to;
    private final int segment;
    private final int firstChunk;
    private final ArrayDeque<Chunk> onTheWire = new ArrayDeque<>(0); // None that is only counted.
    private Transfer transfer;
    private boolean over;

    Sending(SimulatedProgram from, SimulatedProgram to, int segment, int firstChunk) {
        this.from = from;
        this.to = to;
        this.segment = segment;
        this.firstChunk = firstChunk;
    }

    /** It goes on behind what its receiver has verified; a push begins at the start. */
    abstract boolean isFetched();

    /** The receiver has it whole, and it is verified. */
    abstract void stored();

    /** The receiver found a chunk that is not what the manifest says. */
    abstract void corrupt();

    /** The receiver could not keep it. */
    abstract void lost();

    void send() {
        transfer = from.swarm().network().transfer(from.node(), to.node(), this);
    }

    boolean isOver() {
        return over;
    }

    /** The receiver has done with it; false when it had already. */
    boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    /** The receiver will have no more of it. */
    void cancel() {
        over = true;
        if (transfer != null) {
            transfer.abandon();
        }
    }

    @Override
    public void leaves(int chunk) {
        var read = from.holding().read(segment, chunk);
        if (read.bytes().hasRemaining()) {
            onTheWire.add(read);
        }
    }

    @Override
    public void arrived(int chunk) {
        if (over) {
            return;
        }
        var came = onTheWire.isEmpty() ? Chunk.COUNTED : onTheWire.poll();
        switch (to.incoming().chunkArrived(this, chunk, came)) {
            case CORRUPT -> {
                cancel();
                corrupt();
            }
            case LOST -> diskFailed();
            case NEW, KNOWN -> {
                if (!over && chunk + 1 == chunks()) {
                    whole();
                }
            }
        }
    }

    /** Nothing of it is missing any more but its end. */
    void whole() {
        over = true;
        switch (to.incoming().keep(segment)) {
            case DURABLE -> stored();
            case CORRUPT -> corrupt();
            case LOST -> {
                if (to.isUp()) {
                    lost();
                }
            }
        }
    }

    private void diskFailed() {
        if (!over) {
            cancel();
            lost();
        }
    }

    boolean isFirst(int chunk) {
        return chunk == firstChunk;
    }

    @Override
    public int segment() {
        return segment;
    }

    @Override
    public int firstChunk() {
        return firstChunk;
    }

    @Override
    public int chunks() {
        return from.holding().shape().chunks(segment);
    }

    @Override
    public int chunkBytes(int chunk) {
        return from.holding().shape().chunkLengthBytes(segment, chunk);
    }

    @Override
    public int chunksAtSender() {
        return from.conduct().shows(from.holding().verifiedChunks(segment), chunks());
    }
}
