// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {MerkleRange} from "../../../contracts/journal/MerkleRange.sol";

/// @notice Ranges of leaves against a slow tree that is written down as RFC 9162 section 2.1.1 defines it.
contract MerkleRangeTest {
    uint256 private constant MOST_LEAVES = 40;

    function testFuzz_every_range_of_a_tree_proves(
        bytes32 seed,
        uint256 size,
        uint256 first,
        uint256 count
    ) public view {
        (size, first, count) = _range(size, first, count);
        bytes32[] memory tree = _leaves(seed, size);
        bytes32[] memory siblings = _siblings(tree, first, count);
        assert(this.verify(_slice(tree, first, count), first, size, siblings, _root(tree, 0, size)));
    }

    function testFuzz_no_range_proves_with_a_changed_leaf(
        bytes32 seed,
        uint256 size,
        uint256 first,
        uint256 count,
        uint256 at,
        bytes32 other
    ) public view {
        (size, first, count) = _range(size, first, count);
        bytes32[] memory tree = _leaves(seed, size);
        bytes32[] memory range = _slice(tree, first, count);
        at %= count;
        if (range[at] == other) return;
        range[at] = other;
        assert(!this.verify(range, first, size, _siblings(tree, first, count), _root(tree, 0, size)));
    }

    function testFuzz_no_range_proves_with_a_changed_sibling(
        bytes32 seed,
        uint256 size,
        uint256 first,
        uint256 count,
        uint256 at,
        bytes32 other
    ) public view {
        (size, first, count) = _range(size, first, count);
        bytes32[] memory tree = _leaves(seed, size);
        bytes32[] memory siblings = _siblings(tree, first, count);
        if (siblings.length == 0) return;
        at %= siblings.length;
        if (siblings[at] == other) return;
        siblings[at] = other;
        assert(!this.verify(_slice(tree, first, count), first, size, siblings, _root(tree, 0, size)));
    }

    function testFuzz_no_range_proves_with_a_sibling_too_many_or_too_few(
        bytes32 seed,
        uint256 size,
        uint256 first,
        uint256 count
    ) public view {
        (size, first, count) = _range(size, first, count);
        bytes32[] memory tree = _leaves(seed, size);
        bytes32[] memory siblings = _siblings(tree, first, count);
        bytes32 root = _root(tree, 0, size);
        assert(
            !this.verify(
                _slice(tree, first, count),
                first,
                size,
                _resized(siblings, siblings.length + 1),
                root
            )
        );
        if (siblings.length == 0) return;
        assert(
            !this.verify(
                _slice(tree, first, count),
                first,
                size,
                _resized(siblings, siblings.length - 1),
                root
            )
        );
    }

    function testFuzz_no_range_proves_at_another_position(
        bytes32 seed,
        uint256 size,
        uint256 first,
        uint256 count,
        uint256 elsewhere
    ) public view {
        (size, first, count) = _range(size, first, count);
        if (elsewhere == first) return;
        bytes32[] memory tree = _leaves(seed, size);
        bytes32[] memory siblings = _siblings(tree, first, count);
        bytes32 root = _root(tree, 0, size);
        assert(!this.verify(_slice(tree, first, count), elsewhere, size, siblings, root));
        if (elsewhere % size == first) return;
        assert(!this.verify(_slice(tree, first, count), elsewhere % size, size, siblings, root));
    }

    function testFuzz_no_inner_node_passes_for_a_leaf_of_the_same_tree(
        bytes32 seed,
        uint256 size
    ) public view {
        size = 2 + (size % (MOST_LEAVES - 1));
        bytes32[] memory tree = _leaves(seed, size);
        bytes32[] memory nodes = new bytes32[](1);
        nodes[0] = _root(tree, 0, size);
        for (uint256 at = 0; at < size; ++at)
            assert(!this.verify(nodes, at, size, new bytes32[](0), nodes[0]));
    }

    function testFuzz_an_impossible_range_is_refused_without_a_revert(
        uint256 first,
        uint256 size,
        uint8 count,
        bytes32 root
    ) public view {
        if (count > 0 && first < size && count <= size - first) return;
        assert(!this.verify(new bytes32[](count), first, size, new bytes32[](0), root));
    }

    function test_every_range_of_every_small_tree_proves() public view {
        for (uint256 size = 1; size <= 9; ++size) {
            bytes32[] memory tree = _leaves(bytes32(size), size);
            for (uint256 first = 0; first < size; ++first) {
                for (uint256 count = 1; count <= size - first; ++count)
                    testFuzz_every_range_of_a_tree_proves(bytes32(size), size - 1, first, count - 1);
            }
            assert(_siblings(tree, 0, size).length == 0);
        }
    }

    function test_the_buffer_leaves_neighbouring_memory_alone() public view {
        bytes32[] memory tree = _leaves("memory", 7);
        assert(this.verifyBetweenGuards(_slice(tree, 1, 4), 1, 7, _siblings(tree, 1, 4), _root(tree, 0, 7)));
    }

    function test_a_hundred_leaves_of_ten_thousand_cost_at_most_300_gas_each() public view {
        bytes32[] memory leaves = _leaves("gas", 100);
        // 4,950 … 5,049 of 10,000: the number of siblings is what costs, not their values.
        uint256 siblings;
        (uint256 low, uint256 high, uint256 width) = (4950, 5049, 10_000);
        for (; width > 1; width = (width + 1) / 2) {
            siblings += (low & 1) + (high & 1 == 0 && high + 1 < width ? 1 : 0);
            (low, high) = (low / 2, high / 2);
        }
        assert(this.gasOf(leaves, 4950, 10_000, new bytes32[](siblings)) <= 100 * 300);
    }

    function verify(
        bytes32[] memory leaves,
        uint256 first,
        uint256 size,
        bytes32[] calldata siblings,
        bytes32 root
    ) external pure returns (bool) {
        return MerkleRange.verify(leaves, first, size, siblings, root);
    }

    function verifyBetweenGuards(
        bytes32[] memory leaves,
        uint256 first,
        uint256 size,
        bytes32[] calldata siblings,
        bytes32 root
    ) external pure returns (bool valid) {
        bytes32[] memory copy = _slice(leaves, 0, leaves.length);
        bytes32[] memory after_ = _slice(leaves, 0, leaves.length);
        bytes32 guard = keccak256(abi.encode(leaves, after_));
        valid = MerkleRange.verify(copy, first, size, siblings, root);
        assert(copy.length == leaves.length);
        assert(keccak256(abi.encode(leaves, after_)) == guard);
    }

    function gasOf(
        bytes32[] memory leaves,
        uint256 first,
        uint256 size,
        bytes32[] calldata siblings
    ) external view returns (uint256 used) {
        uint256 before = gasleft();
        bool valid = MerkleRange.verify(leaves, first, size, siblings, leaves[0]);
        used = before - gasleft();
        assert(!valid);
    }

    function _range(
        uint256 size,
        uint256 first,
        uint256 count
    ) private pure returns (uint256, uint256, uint256) {
        size = 1 + (size % MOST_LEAVES);
        first %= size;
        return (size, first, 1 + (count % (size - first)));
    }

    function _leaves(bytes32 seed, uint256 size) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](size);
        for (uint256 at = 0; at < size; ++at)
            leaves[at] = keccak256(abi.encodePacked(bytes1(0), keccak256(abi.encode(seed, at))));
    }

    /// @dev MTH(D[from:to]) of RFC 9162: split at the largest power of two below the number of leaves.
    function _root(bytes32[] memory tree, uint256 from, uint256 to) private pure returns (bytes32) {
        if (to - from == 1) return tree[from];
        uint256 split = 1;
        while (split * 2 < to - from) split *= 2;
        return
            keccak256(
                abi.encodePacked(
                    bytes1(uint8(1)),
                    _root(tree, from, from + split),
                    _root(tree, from + split, to)
                )
            );
    }

    /// @dev From the leaves up, in each level the left neighbour of the range before the right one, each hashed anew.
    function _siblings(
        bytes32[] memory tree,
        uint256 first,
        uint256 count
    ) private pure returns (bytes32[] memory siblings) {
        siblings = new bytes32[](64);
        uint256 used;
        uint256 last = first + count - 1;
        for (uint256 width = 1; width < tree.length; width *= 2) {
            uint256 low = first / width;
            uint256 high = last / width;
            if (low % 2 == 1) siblings[used++] = _root(tree, (low - 1) * width, low * width);
            uint256 from = (high + 1) * width;
            if (high % 2 == 0 && from < tree.length) {
                uint256 to = from + width < tree.length ? from + width : tree.length;
                siblings[used++] = _root(tree, from, to);
            }
        }
        return _resized(siblings, used);
    }

    function _slice(
        bytes32[] memory from,
        uint256 first,
        uint256 count
    ) private pure returns (bytes32[] memory part) {
        part = new bytes32[](count);
        for (uint256 at = 0; at < count; ++at) part[at] = from[first + at];
    }

    function _resized(bytes32[] memory from, uint256 length) private pure returns (bytes32[] memory to) {
        to = new bytes32[](length);
        for (uint256 at = 0; at < length && at < from.length; ++at) to[at] = from[at];
    }
}
