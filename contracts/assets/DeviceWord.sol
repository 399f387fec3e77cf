// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IDevices} from "./IDevices.sol";

/// @title A device as the word it is stored in: {IDevices.Device}, first field lowest.
/// @notice For contracts that read hundreds of devices in one transaction: a word needs no encoding between contracts.
type DeviceWord is uint256;

using {participant, zone, kind, evidence, supplier, isRetired, owner, isStorage} for DeviceWord global;

function participant(DeviceWord word) pure returns (uint32) {
    return uint32(DeviceWord.unwrap(word));
}

function zone(DeviceWord word) pure returns (uint32) {
    return uint32(DeviceWord.unwrap(word) >> 32);
}

function kind(DeviceWord word) pure returns (uint8) {
    return uint8(DeviceWord.unwrap(word) >> 160);
}

function evidence(DeviceWord word) pure returns (uint8) {
    return uint8(DeviceWord.unwrap(word) >> 168);
}

function supplier(DeviceWord word) pure returns (uint32) {
    return uint32(DeviceWord.unwrap(word) >> 176);
}

function isRetired(DeviceWord word) pure returns (bool) {
    return uint8(DeviceWord.unwrap(word) >> 208) != 0;
}

function owner(DeviceWord word) pure returns (uint32) {
    return uint32(DeviceWord.unwrap(word) >> 216);
}

/// @dev Energy from a battery is not new: such a device counts net (E1, E11).
function isStorage(DeviceWord word) pure returns (bool) {
    uint8 kind_ = kind(word);
    return kind_ == uint8(IDevices.Kind.Bus) || kind_ == uint8(IDevices.Kind.Battery);
}
