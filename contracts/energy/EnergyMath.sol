// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title Wh and tiyn per MWh in, tiyn out.
/// @notice What is owed goes up, what is paid goes down: the vault is never short. Products of uint64 fit int256 and uint256, so
/// nothing can overflow before the division.
library EnergyMath {
    uint256 private constant PER_MWH = 1e6;

    /// @notice What a buyer owes at a price of zero or more.
    function owedUp(uint64 wh, uint64 tiynPerMWh) internal pure returns (uint256) {
        unchecked {
            return (uint256(wh) * tiynPerMWh + (PER_MWH - 1)) / PER_MWH;
        }
    }

    /// @notice What a seller or the network is paid at a price of zero or more.
    function paidDown(uint64 wh, uint64 tiynPerMWh) internal pure returns (uint256) {
        unchecked {
            return (uint256(wh) * tiynPerMWh) / PER_MWH;
        }
    }

    /// @notice What the grid pays a meter's owner; negative when giving energy costs money. Rounded down, towards the grid.
    function gridPays(uint64 wh, int64 tiynPerMWh) internal pure returns (int256) {
        int256 product = int256(uint256(wh)) * tiynPerMWh;
        if (product >= 0) return product / int256(PER_MWH);
        return -((-product + int256(PER_MWH - 1)) / int256(PER_MWH));
    }

    /// @notice What the grid charges a meter's owner; negative when taking energy earns. Rounded up, towards the grid.
    function gridCharges(uint64 wh, int64 tiynPerMWh) internal pure returns (int256) {
        return -gridPays(wh, -tiynPerMWh);
    }
}
