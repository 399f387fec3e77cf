// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IEnergyMarket} from "./IEnergyMarket.sol";

/// @title Settlement lines: 24 bytes each, kind u8 | device u32 | order u48 | wh u40 | amountTiyn i64, big endian.
/// @notice Amounts are tiyn from the side of the device's participant: positive receives, negative pays.
library Lines {
    uint256 internal constant SIZE = 24;

    uint8 internal constant SOLD = 1;
    uint8 internal constant BOUGHT = 2;
    uint8 internal constant GRID_SOLD = 3;
    uint8 internal constant GRID_BOUGHT = 4;
    uint8 internal constant OWN_SOLD = 5;
    uint8 internal constant OWN_BOUGHT = 6;
    uint8 internal constant PARTNER_SOLD = 7;
    uint8 internal constant PARTNER_BOUGHT = 8;
    /// @dev Added to the kind where a statement takes a line back; the amount is negated.
    uint8 internal constant REVERSED = 0x80;

    /// @notice An energy that 40 bits cannot hold.
    error EnergyTooLarge(uint256 wh);
    /// @notice An amount that 64 bits cannot hold.
    error AmountTooLarge(int256 amountTiyn);

    struct Line {
        uint8 kind;
        uint32 device;
        uint48 order;
        uint40 wh;
        int64 amountTiyn;
    }

    /// @notice The kind of the line that a fill becomes.
    function kindOf(IEnergyMarket.FillKind fill, bool bid) internal pure returns (uint8) {
        if (fill == IEnergyMarket.FillKind.Pool) return bid ? BOUGHT : SOLD;
        if (fill == IEnergyMarket.FillKind.Own) return bid ? OWN_BOUGHT : OWN_SOLD;
        return bid ? PARTNER_BOUGHT : PARTNER_SOLD;
    }

    /// @notice Where a chunk's lines stand: zone u32 | slot u32 | version u32 | chunk u32.
    function place(uint32 zone, uint32 slot, uint32 version, uint32 chunk) internal pure returns (uint128) {
        return (uint128(zone) << 96) | (uint128(slot) << 64) | (uint128(version) << 32) | chunk;
    }

    /// @notice Where a chunk's hash is kept.
    function chunkKey(
        uint32 zone,
        uint32 slot,
        uint32 version,
        uint32 chunk
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(zone, slot, version, chunk));
    }

    function pack(
        uint8 kind,
        uint32 device,
        uint48 order,
        uint256 wh,
        int256 amountTiyn
    ) internal pure returns (bytes24) {
        if (wh > type(uint40).max) revert EnergyTooLarge(wh);
        if (amountTiyn > type(int64).max || amountTiyn <= type(int64).min) revert AmountTooLarge(amountTiyn);
        return
            bytes24(
                (uint192(kind) << 184) |
                    (uint192(device) << 152) |
                    (uint192(order) << 104) |
                    (uint192(wh) << 64) |
                    uint192(uint64(int64(amountTiyn)))
            );
    }

    function unpack(bytes24 packed) internal pure returns (Line memory line) {
        uint192 bits = uint192(packed);
        line.kind = uint8(bits >> 184);
        line.device = uint32(bits >> 152);
        line.order = uint48(bits >> 104);
        line.wh = uint40(bits >> 64);
        line.amountTiyn = int64(uint64(bits));
    }

    /// @notice The packed line that takes this one back.
    function negate(Line memory line) internal pure returns (bytes24) {
        return pack(line.kind | REVERSED, line.device, line.order, line.wh, -int256(line.amountTiyn));
    }

    /// @notice Adds a line to a participant's statement word: count u32 | hash 28 bytes.
    /// @param at As {place} says.
    function fold(bytes32 word, uint128 at, bytes24 line) internal pure returns (bytes32) {
        uint256 count = (uint256(word) >> 224) + 1;
        bytes32 hash;
        assembly ("memory-safe") {
            let buffer := mload(0x40) // free memory, used and left
            mstore(buffer, shl(32, word)) // 28 bytes
            mstore(add(buffer, 28), shl(128, at)) // 16 bytes
            mstore(add(buffer, 44), line) // 24 bytes
            hash := keccak256(buffer, 68)
        }
        return bytes32(count << 224) | (hash >> 32);
    }
}
