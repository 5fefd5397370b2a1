package dev.patchwave.trust;

/** Decides which stop orders are believed. Any thread; never waits for another machine. */
public interface StopTrust {
    /**
     * Reads and verifies a stop or resume order. Whether it is newer than others is not looked at.
     *
     * @throws TrustProblem when it is not to be believed; nothing of it may be used then
     */
    SignedStop verifyStop(byte[] envelope) throws TrustProblem;

    /** Reads an order that this program verified before it kept it. @throws TrustProblem when it does not count any more */
    SignedStop recallStop(byte[] envelope) throws TrustProblem;
}
