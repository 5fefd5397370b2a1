package dev.patchwave.trust.tuf;

import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The signatures of one file by the id of the key that is said to have made them. One that is no hex is kept as an empty one: it
 * counts for nothing, and does not spoil the others.
 */
record Signatures(SortedMap<String, byte[]> byKeyId) {
    static final int MAX_SIGNATURES = 256;

    /** @throws TufProblem MALFORMED when a key signs twice (4.2: not allowed), or more than {@value #MAX_SIGNATURES} do */
    static Signatures of(Fields file) throws TufProblem {
        var byKeyId = new TreeMap<String, byte[]>();
        for (Fields signature : file.objects("signatures")) {
            String keyId = signature.text("keyid");
            if (byKeyId.put(keyId, bytes(signature.text("sig"))) != null) {
                throw signature.malformed("two signatures by the key " + keyId);
            }
            if (byKeyId.size() > MAX_SIGNATURES) {
                throw signature.malformed("more than " + MAX_SIGNATURES + " signatures");
            }
        }
        return new Signatures(byKeyId);
    }

    byte[] by(String keyId) {
        return byKeyId.getOrDefault(keyId, new byte[0]);
    }

    private static byte[] bytes(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
