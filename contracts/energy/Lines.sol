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

    /// @notice An amount that 64 bits cannot hold.
    error AmountTooLarge(int256 amountTiyn);

    struct Line {
        uint8 kind;
        uint32 device;
        uint48 order;
        uint40 wh;
        int64 amountTiyn;
    }

    function pack(Line memory line) internal pure returns (bytes24) {
        return
            bytes24(
                (uint192(line.kind) << 184) |
                    (uint192(line.device) << 152) |
                    (uint192(line.order) << 104) |
                    (uint192(line.wh) << 64) |
                    uint192(uint64(line.amountTiyn))
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

    /// @notice The line that takes this one back.
    function negate(Line memory line) internal pure returns (Line memory) {
        return Line(line.kind | REVERSED, line.device, line.order, line.wh, -line.amountTiyn);
    }

    function toAmount(int256 amountTiyn) internal pure returns (int64) {
        if (amountTiyn > type(int64).max || amountTiyn <= type(int64).min) revert AmountTooLarge(amountTiyn);
        return int64(amountTiyn);
    }

    /// @notice Adds a line to a participant's statement word: count u32 | hash 28 bytes.
    /// @param origin zone u32 | slot u32 | version u32 | chunk u32.
    function fold(bytes32 word, uint128 origin, bytes24 line) internal pure returns (bytes32) {
        bytes28 hash = bytes28(word << 32);
        hash = bytes28(keccak256(abi.encodePacked(hash, origin, line)));
        return bytes32((uint256(word >> 224) + 1) << 224) | (bytes32(hash) >> 32);
    }
}
