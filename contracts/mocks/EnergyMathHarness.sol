// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {EnergyMath} from "../energy/EnergyMath.sol";

/// @title Runs {EnergyMath} over whole columns, for the vectors that TypeScript shares.
contract EnergyMathHarness {
    function owedUp(
        uint64[] calldata wh,
        uint64[] calldata price
    ) external pure returns (uint256[] memory tiyn) {
        tiyn = new uint256[](wh.length);
        for (uint256 i = 0; i < wh.length; ++i) tiyn[i] = EnergyMath.owedUp(wh[i], price[i]);
    }

    function paidDown(
        uint64[] calldata wh,
        uint64[] calldata price
    ) external pure returns (uint256[] memory tiyn) {
        tiyn = new uint256[](wh.length);
        for (uint256 i = 0; i < wh.length; ++i) tiyn[i] = EnergyMath.paidDown(wh[i], price[i]);
    }

    function gridPays(
        uint64[] calldata wh,
        int64[] calldata price
    ) external pure returns (int256[] memory tiyn) {
        tiyn = new int256[](wh.length);
        for (uint256 i = 0; i < wh.length; ++i) tiyn[i] = EnergyMath.gridPays(wh[i], price[i]);
    }

    function gridCharges(
        uint64[] calldata wh,
        int64[] calldata price
    ) external pure returns (int256[] memory tiyn) {
        tiyn = new int256[](wh.length);
        for (uint256 i = 0; i < wh.length; ++i) tiyn[i] = EnergyMath.gridCharges(wh[i], price[i]);
    }
}
