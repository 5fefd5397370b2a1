package dev.patchwave.trust.tuf;

import java.security.MessageDigest;
import java.util.List;

/** Digests the bytes of one file as they come, and compares at the end. For one file and one thread. */
public final class HashCheck {
    record Expected(MessageDigest digest, String hex) {}

    private final List<Expected> expected;

    HashCheck(List<Expected> expected) {
        this.expected = List.copyOf(expected);
    }

    /** Takes the next bytes. */
    public void update(byte[] bytes, int from, int length) {
        expected.forEach(each -> each.digest.update(bytes, from, length));
    }

    /** Ends the file. @throws TufProblem WRONG_CONTENT unless all digests are as expected; {@code what} names the file */
    public void requireMatch(String what) throws TufProblem {
        for (Expected each : expected) {
            String found = Hashes.hex(each.digest.digest());
            if (!found.equals(each.hex)) {
                String message = what + " has the digest " + found + ", not " + each.hex;
                throw new TufProblem(TufProblem.Reason.WRONG_CONTENT, message);
            }
        }
    }
}
