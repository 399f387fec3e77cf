// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title Consecutive leaves of an RFC 9162 keccak tree: leaf = keccak256(0x00 ‖ data), node = keccak256(0x01 ‖ left ‖ right).
/// @notice The twin of packages/sdk/src/merkle.ts, which describes the algorithm: level by level from the leaves up, in each
/// level the left neighbour before the right one, an odd last node moves up unchanged. One leaf is the range of count 1.
library MerkleRange {
    /// @notice Whether `leaves` are the leaf hashes at positions first … first + count − 1 under `root`. Never reverts.
    /// @dev Every sibling must be used. `leaves` serves as the buffer of the levels: its content is lost.
    /// @param size Number of leaves of the whole tree; comes from the same trusted place as `root`.
    /// @param siblings In the order of the SDK's `rangeProof`.
    function verify(
        bytes32[] memory leaves,
        uint256 first,
        uint256 size,
        bytes32[] calldata siblings,
        bytes32 root
    ) internal pure returns (bool) {
        uint256 count = leaves.length;
        if (count == 0 || first >= size || count > size - first) return false;
        uint256 used;
        // Positions are below `size`, and `used` is at most siblings.length: nothing can overflow.
        unchecked {
            for (; size > 1; size = (size >> 1) + (size & 1)) {
                uint256 next = first + count;
                uint256 left = first & 1;
                uint256 right = next < size ? next & 1 : 0;
                if (used + left + right > siblings.length) return false;
                if (left == 1) leaves[0] = _node(siblings[used++], leaves[0]);
                uint256 pairs = (count - left) >> 1;
                _hashPairs(leaves, left, pairs);
                uint256 read = left + (pairs << 1);
                uint256 write = left + pairs;
                if (read < count)
                    leaves[write++] = right == 1 ? _node(leaves[read], siblings[used++]) : leaves[read];
                count = write;
                first >>= 1;
            }
        }
        return used == siblings.length && leaves[0] == root;
    }

    /// @dev Replaces nodes[from + i] by the node above nodes[from + 2i] and nodes[from + 2i + 1]: writing never overtakes reading.
    function _hashPairs(bytes32[] memory nodes, uint256 from, uint256 pairs) private pure {
        assembly ("memory-safe") {
            let write := add(add(nodes, 0x20), shl(5, from))
            let end := add(write, shl(6, pairs))
            let scratch := mload(0x40)
            mstore(scratch, 1)
            for {
                let read := write
            } lt(read, end) {
                read := add(read, 0x40)
            } {
                mcopy(add(scratch, 0x20), read, 0x40)
                mstore(write, keccak256(add(scratch, 0x1f), 0x41))
                write := add(write, 0x20)
            }
        }
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32 node) {
        assembly ("memory-safe") {
            let scratch := mload(0x40)
            mstore(scratch, 1)
            mstore(add(scratch, 0x20), left)
            mstore(add(scratch, 0x40), right)
            node := keccak256(add(scratch, 0x1f), 0x41)
        }
    }
}
