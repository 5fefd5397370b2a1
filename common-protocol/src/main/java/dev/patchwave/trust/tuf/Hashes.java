package dev.patchwave.trust.tuf;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The digests of a file by the name of the function, in lower-case hex. Those of functions that we lack are kept and not checked. */
record Hashes(SortedMap<String, String> byFunction) {
    /** The preferred first. */
    private static final List<String> KNOWN = List.of("sha256", "sha512", "sha384");

    Hashes {
        byFunction = Collections.unmodifiableSortedMap(byFunction);
    }

    static Hashes of(Fields hashes) throws TufProblem {
        var byFunction = new TreeMap<String, String>();
        for (String function : hashes.members().keySet()) {
            byFunction.put(function, hashes.text(function));
        }
        if (byFunction.isEmpty()) {
            throw hashes.malformed(hashes.place() + " is empty");
        }
        return new Hashes(byFunction);
    }

    /** The digest that stands in the name of a target file (6.2). @throws TufProblem WRONG_CONTENT when we know no function */
    String preferred() throws TufProblem {
        return byFunction.get(usable().getFirst());
    }

    /** Starts to digest one file. @throws TufProblem WRONG_CONTENT when we know no function, so that nothing could be checked */
    HashCheck check() throws TufProblem {
        var expected = new ArrayList<HashCheck.Expected>();
        for (String function : usable()) {
            expected.add(new HashCheck.Expected(digest(function), byFunction.get(function)));
        }
        return new HashCheck(expected);
    }

    static MessageDigest digest(String function) {
        try {
            return MessageDigest.getInstance(function.replace("sha", "SHA-"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks " + function, e);
        }
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private List<String> usable() throws TufProblem {
        List<String> usable =
                KNOWN.stream().filter(known -> byFunction.containsKey(known)).toList();
        if (usable.isEmpty()) {
            String message = "only digests that cannot be checked: " + byFunction.keySet();
            throw new TufProblem(TufProblem.Reason.WRONG_CONTENT, message);
        }
        return usable;
    }
}
