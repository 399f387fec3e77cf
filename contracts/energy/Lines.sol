// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

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
    /// @param place zone u32 | slot u32 | version u32 | chunk u32.
    function fold(bytes32 word, uint128 place, bytes24 line) internal pure returns (bytes32) {
        uint256 count = (uint256(word) >> 224) + 1;
        bytes32 hash;
        assembly ("memory-safe") {
            let at := mload(0x40) // free memory, used and left
            mstore(at, shl(32, word)) // 28 bytes
            mstore(add(at, 28), shl(128, place)) // 16 bytes
            mstore(add(at, 44), line) // 24 bytes
            hash := keccak256(at, 68)
        }
        return bytes32(count << 224) | (hash >> 32);
    }
}
