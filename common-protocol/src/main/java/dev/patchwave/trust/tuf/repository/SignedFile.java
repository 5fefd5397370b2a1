package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.CanonicalJson;
import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.JsonReader;
import dev.patchwave.trust.tuf.TufProblem;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One metadata file, perhaps still being signed (4.2).
 *
 * @param signatures in hex by the id of the key that is said to have made them; nothing is verified here
 */
public record SignedFile(Json.Members signed, SortedMap<String, String> signatures) {
    public SignedFile {
        signatures = Collections.unmodifiableSortedMap(new TreeMap<>(signatures));
    }

    /** Nobody has signed yet. */
    static SignedFile of(Body body) {
        return new SignedFile(body.json(), new TreeMap<>());
    }

    /**
     * Reads a file.
     *
     * @param file of a length that the caller has bounded.
     * @throws TufProblem MALFORMED when it is no signed metadata
     */
    public static SignedFile read(byte[] file) throws TufProblem {
        Fields whole = Fields.of("metadata", JsonReader.read(file));
        var signatures = new TreeMap<String, String>();
        for (Fields signature : whole.objects("signatures")) {
            if (signatures.put(signature.text("keyid"), signature.text("sig")) != null) {
                throw signature.malformed("two signatures by the key " + signature.text("keyid"));
            }
        }
        return new SignedFile(whole.object("signed").json(), signatures);
    }

    /** With the signatures of {@code signatories}. */
    public SignedFile signedBy(Collection<Signatory> signatories) {
        byte[] message = message();
        var all = new TreeMap<>(signatures);
        signatories.forEach(signatory -> all.put(signatory.key().id(), signatory.sign(message)));
        return new SignedFile(signed, all);
    }

    /** With the signatures of {@code other} too, good or bad. @throws RepositoryProblem when it signs something else */
    SignedFile merge(SignedFile other) throws RepositoryProblem {
        if (!signed.equals(other.signed)) {
            throw new RepositoryProblem("the signatures are for another content; sign the present draft anew");
        }
        var all = new TreeMap<>(other.signatures);
        all.putAll(signatures);
        return new SignedFile(signed, all);
    }

    /** What is signed. */
    public byte[] message() {
        return CanonicalJson.encode(signed);
    }

    /** The file; the same for the same content. */
    public byte[] bytes() {
        var listed = signatures.entrySet().stream()
                .map(signature -> (Json) new ObjectBuilder()
                        .text("keyid", signature.getKey())
                        .text("sig", signature.getValue())
                        .build())
                .toList();
        return CanonicalJson.encodeFile(new ObjectBuilder()
                .put("signatures", new Json.Elements(listed))
                .put("signed", signed)
                .build());
    }
}
