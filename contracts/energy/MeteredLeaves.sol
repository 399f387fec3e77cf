// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IEnergyMarket} from "./IEnergyMarket.sol";

/// @title The leaves of a chunk as they stand in calldata.
library MeteredLeaves {
    function countFills(IEnergyMarket.Metered[] calldata leaves) internal pure returns (uint256 count) {
        for (uint256 i = 0; i < leaves.length; ++i) count += leaves[i].fills.length;
    }

    /// @notice The leaves' hashes and devices and the orders of all their fills, in order; read in one pass.
    /// @param fills As {countFills} says.
    function read(
        IEnergyMarket.Metered[] calldata leaves,
        uint32 slot,
        uint256 fills
    ) internal pure returns (bytes32[] memory hashes, uint32[] memory devices, uint48[] memory orders) {
        hashes = new bytes32[](leaves.length);
        devices = new uint32[](leaves.length);
        orders = new uint48[](fills);
        uint256 next = 0;
        for (uint256 i = 0; i < leaves.length; ++i) {
            IEnergyMarket.Metered calldata leaf = leaves[i];
            hashes[i] = _hash(leaf, slot);
            devices[i] = leaf.device;
            IEnergyMarket.Fill[] calldata list = leaf.fills;
            for (uint256 k = 0; k < list.length; ++k) orders[next++] = list[k].order;
        }
    }

    /// @dev keccak256(0x00 ‖ abi.encode(device, slot, importEndWh, exportEndWh, importWh, exportWh, evidenceHash)): the leaf's words
    /// stand in calldata in that order but for the slot. A word with dirty upper bits only makes a hash that is in no set.
    function _hash(IEnergyMarket.Metered calldata leaf, uint32 slot) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let at := mload(0x40) // free memory, used and left
            mstore8(at, 0)
            calldatacopy(add(at, 1), leaf, 0x20)
            mstore(add(at, 0x21), slot)
            calldatacopy(add(at, 0x41), add(leaf, 0x20), 0xa0)
            hash := keccak256(at, 225)
        }
    }
}
