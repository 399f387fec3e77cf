// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title An order as the word it is stored in: {IOrderBook.Order}, first field lowest.
/// @notice For the market, which reads one for every fill: a word needs no encoding between contracts.
type OrderWord is uint256;

using {device, liveIn, maxWhPerSlot, limitPrice, partner, isBid, minEvidence} for OrderWord global;

function device(OrderWord word) pure returns (uint32) {
    return uint32(OrderWord.unwrap(word));
}

/// @notice An order counts for a slot of its span if it was placed before the slot began.
function liveIn(OrderWord word, uint32 slot) pure returns (bool) {
    uint256 bits = OrderWord.unwrap(word);
    uint256 placedIn = uint32(bits >> 32);
    uint256 from = placedIn + uint16(bits >> 64);
    return placedIn < slot && from <= slot && slot <= from + uint16(bits >> 80);
}

function maxWhPerSlot(OrderWord word) pure returns (uint32) {
    return uint32(OrderWord.unwrap(word) >> 96);
}

function limitPrice(OrderWord word) pure returns (uint40) {
    return uint40(OrderWord.unwrap(word) >> 128);
}

function partner(OrderWord word) pure returns (uint32) {
    return uint32(OrderWord.unwrap(word) >> 168);
}

function isBid(OrderWord word) pure returns (bool) {
    return (OrderWord.unwrap(word) >> 207) & 1 == 1;
}

function minEvidence(OrderWord word) pure returns (uint8) {
    return uint8(OrderWord.unwrap(word) >> 200) & 3;
}
