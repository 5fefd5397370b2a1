package dev.patchwave.table;

/** Reads bytes that are told by how they differ from others: see {@link Difference}. */
public final class Likeness {
    private final byte[] like;
    private final byte[] steps;
    private final int from;

    private Likeness(byte[] like, byte[] steps, int from) {
        this.like = like;
        this.steps = steps;
        this.from = from;
    }

    /**
     * The bytes that were told.
     *
     * @param like the same as they were told by
     * @param steps what {@link Difference#write} gave, from {@code from} on
     */
    public static byte[] read(byte[] like, byte[] steps, int from) {
        return new Likeness(like, steps, from).read();
    }

    private byte[] read() {
        byte[] told = new byte[length()];
        int done = 0;
        int follow = 0;
        for (int step = from; step < steps.length; step += stepBytes(step)) {
            int length = toldBytes(step);
            switch (kind(step)) {
                case Difference.LITERAL -> System.arraycopy(steps, step + 1, told, done, length);
                case Difference.HEX -> digits(step + 1, told, done, length);
                case Difference.FOLLOW -> System.arraycopy(like, follow, told, done, length);
                default -> {
                    int place = place(step);
                    copy(place, told, done, length);
                    follow = place < like.length ? place : follow;
                }
            }
            follow += length;
            done += length;
        }
        return told;
    }

    private int length() {
        int length = 0;
        for (int step = from; step < steps.length; step += stepBytes(step)) {
            length += toldBytes(step);
        }
        return length;
    }

    private int kind(int step) {
        return (steps[step] & 0xff) >>> Difference.LENGTH_BITS;
    }

    private int number(int step) {
        return (steps[step] & (Difference.MAX_STEP - 1)) + 1;
    }

    private int toldBytes(int step) {
        return kind(step) == Difference.HEX ? 2 * number(step) : number(step);
    }

    private int stepBytes(int step) {
        return switch (kind(step)) {
            case Difference.LITERAL, Difference.HEX -> 1 + number(step);
            case Difference.FOLLOW -> 1;
            default -> 3;
        };
    }

    private int place(int step) {
        return ((steps[step + 1] & 0xff) << Byte.SIZE) | (steps[step + 2] & 0xff);
    }

    private void digits(int at, byte[] told, int done, int length) {
        for (int i = 0; i < length; i += 2) {
            int pair = steps[at + i / 2];
            told[done + i] = (byte) Difference.DIGITS.charAt((pair >>> 4) & 0xf);
            told[done + i + 1] = (byte) Difference.DIGITS.charAt(pair & 0xf);
        }
    }

    /** Byte by byte, since a copy may go on over what it itself has told. */
    private void copy(int place, byte[] told, int done, int length) {
        for (int i = 0; i < length; i++) {
            int source = place + i;
            told[done + i] = source < like.length ? like[source] : told[source - like.length];
        }
    }
}
