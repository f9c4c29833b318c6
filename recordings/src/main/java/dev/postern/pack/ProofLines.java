package dev.postern.pack;

import dev.postern.json.Json;
import dev.postern.json.MalformedJsonException;
import dev.postern.sitelog.LeafProof;
import dev.postern.sitelog.MalformedLogException;
import dev.postern.sitelog.TreeHash;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Proofs of leaves as `proof/leaves.jsonl` has them: an object a line with `number` of the leaf from 1, the `leaf`
/// itself as a string, and the `path` of hashes in base64, nearest to the leaf first.
final class ProofLines {

    private ProofLines() {}

    static String line(LeafProof proof) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("number", proof.index() + 1);
        members.put("leaf", proof.leaf());
        members.put("path", proof.path().stream().map(TreeHash::base64).toList());
        return Json.write(members) + "\n";
    }

    /// Reads a line without its end.
    ///
    /// @throws MalformedPackException if it is none, or not written as [#line] writes it
    static LeafProof parse(String line) throws MalformedPackException {
        try {
            Map<String, @Nullable Object> members = Json.readObject(line);
            if (members.get("number") instanceof Long number
                    && number > 0
                    && members.get("leaf") instanceof String leaf
                    && members.get("path") instanceof List<?> hashes) {
                List<TreeHash> path = new ArrayList<>();
                for (Object hash : hashes) {
                    path.add(TreeHash.ofBase64(String.valueOf(hash)));
                }
                LeafProof proof = new LeafProof(number - 1, leaf, path);
                if (line(proof).equals(line + "\n")) {
                    return proof;
                }
            }
        } catch (MalformedJsonException | MalformedLogException e) {
            throw new MalformedPackException("a line is no proof of a leaf: " + e.getMessage());
        }
        throw new MalformedPackException("a line is no proof of a leaf");
    }
}
