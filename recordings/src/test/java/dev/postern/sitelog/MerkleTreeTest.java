package dev.postern.sitelog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

final class MerkleTreeTest {

    /// Leaves and roots of the vectors that implementations of RFC 6962 share.
    private static final List<String> LEAVES =
            List.of(
                    "",
                    "00",
                    "10",
                    "2021",
                    "3031",
                    "40414243",
                    "5051525354555657",
                    "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS =
            List.of(
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void emptyTree_hasTheHashOfNothing() {
        assertThat(hex(new TreeBuilder().root()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void sharedVectors_haveTheirRoots() throws IOException {
        List<TreeHash> leaves =
                LEAVES.stream().map(l -> TreeHash.ofLeaf(HexFormat.of().parseHex(l))).toList();
        TreeBuilder tree = new TreeBuilder();
        for (int i = 0; i < leaves.size(); i++) {
            tree.add(leaves.get(i), (level, index, hashes) -> {});
            assertThat(hex(tree.root())).as("size %d", i + 1).isEqualTo(ROOTS.get(i));
            assertThat(hex(MerkleTree.root(source(leaves), i + 1))).isEqualTo(ROOTS.get(i));
        }
    }

    @Test
    void sharedVector_hasItsInclusionProof() throws IOException {
        List<TreeHash> leaves =
                LEAVES.stream().map(l -> TreeHash.ofLeaf(HexFormat.of().parseHex(l))).toList();
        assertThat(MerkleTree.inclusionProof(source(leaves), 0, 8).stream().map(h -> hex(h)))
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    }

    @Test
    void everyProofOfSmallTrees_holdsAndNoOtherDoes() throws IOException {
        List<TreeHash> leaves = leaves(40);
        HashSource source = source(leaves);
        for (int size = 1; size <= leaves.size(); size++) {
            TreeHash root = MerkleTree.root(source, size);
            for (int i = 0; i < size; i++) {
                List<TreeHash> proof = MerkleTree.inclusionProof(source, i, size);
                assertThat(ProofCheck.inclusion(leaves.get(i), i, size, root, proof)).isTrue();
                for (int other = 0; other < size; other++) {
                    if (other != i) {
                        assertThat(ProofCheck.inclusion(leaves.get(i), other, size, root, proof))
                                .as("leaf %d as %d of %d", i, other, size)
                                .isFalse();
                    }
                }
            }
            for (int older = 1; older <= size; older++) {
                List<TreeHash> proof = MerkleTree.consistencyProof(source, older, size);
                TreeHash before = MerkleTree.root(source, older);
                assertThat(ProofCheck.consistency(older, before, size, root, proof)).isTrue();
                assertThat(ProofCheck.consistency(older, leaves.get(0), size, root, proof))
                        .isEqualTo(older == 1);
            }
        }
    }

    @Test
    void randomProofs_changedAnywhere_areRefused() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<TreeHash> leaves = leaves(3_000);
        HashSource source = source(leaves);
        for (int round = 0; round < 300; round++) {
            int size = 2 + random.nextInt(leaves.size() - 1);
            int index = random.nextInt(size);
            int older = 1 + random.nextInt(size);
            TreeHash root = MerkleTree.root(source, size);
            TreeHash olderRoot = MerkleTree.root(source, older);
            List<TreeHash> inclusion = MerkleTree.inclusionProof(source, index, size);
            List<TreeHash> consistency = MerkleTree.consistencyProof(source, older, size);
            assertThat(ProofCheck.inclusion(leaves.get(index), index, size, root, inclusion))
                    .as("seed %d", seed)
                    .isTrue();
            assertThat(ProofCheck.consistency(older, olderRoot, size, root, consistency))
                    .as("seed %d", seed)
                    .isTrue();
            for (List<TreeHash> changed : mutations(inclusion, random)) {
                assertThat(ProofCheck.inclusion(leaves.get(index), index, size, root, changed))
                        .as("seed %d", seed)
                        .isFalse();
            }
            for (List<TreeHash> changed : mutations(consistency, random)) {
                assertThat(ProofCheck.consistency(older, olderRoot, size, root, changed))
                        .as("seed %d", seed)
                        .isFalse();
            }
        }
    }

    @Test
    void nodeOfTwoHashes_isNoLeafOfTheirBytes() {
        TreeHash a = TreeHash.ofLeaf(new byte[] {1});
        TreeHash b = TreeHash.ofLeaf(new byte[] {2});
        byte[] both = new byte[64];
        System.arraycopy(a.bytes(), 0, both, 0, 32);
        System.arraycopy(b.bytes(), 0, both, 32, 32);
        assertThat(TreeHash.ofLeaf(both)).isNotEqualTo(TreeHash.ofNode(a, b));
    }

    private static List<List<TreeHash>> mutations(List<TreeHash> proof, Random random) {
        List<List<TreeHash>> all = new ArrayList<>();
        List<TreeHash> longer = new ArrayList<>(proof);
        longer.add(TreeHash.EMPTY);
        all.add(longer);
        if (!proof.isEmpty()) {
            all.add(proof.subList(1, proof.size()));
            List<TreeHash> flipped = new ArrayList<>(proof);
            flipped.set(random.nextInt(proof.size()), TreeHash.EMPTY);
            all.add(flipped);
        }
        return all;
    }

    static List<TreeHash> leaves(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> TreeHash.ofLeaf(("leaf " + i).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /// Subtrees hashed the slow way, straight from the definition.
    static HashSource source(List<TreeHash> leaves) {
        return new HashSource() {
            @Override
            public TreeHash hash(int level, long index) throws IOException {
                return level == 0
                        ? leaves.get((int) index)
                        : TreeHash.ofNode(
                                hash(level - 1, index * 2), hash(level - 1, index * 2 + 1));
            }
        };
    }

    private static String hex(TreeHash hash) {
        return HexFormat.of().formatHex(hash.bytes());
    }
}
