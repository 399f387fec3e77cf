// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Stands in for another issuer's tenge on another chain: six decimals, anybody mints.
contract ForeignTenge is ERC20 {
    constructor() ERC20("Foreign Tenge", "fKZT") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
