// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title The cheatcodes that the Solidity tests use, and no others.
interface Cheats {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    /// @notice Begins to record events.
    function recordLogs() external;

    /// @notice The events since {recordLogs} or since the last time they were asked for.
    function getRecordedLogs() external returns (Log[] memory logs);

    /// @notice Sets the block's time.
    function warp(uint256 time) external;

    /// @notice Puts code at an address, as a genesis does.
    function etch(address account, bytes calldata code) external;

    /// @notice Writes a slot of an account.
    function store(address account, bytes32 slot, bytes32 value) external;

    /// @notice Sets the caller of the next call.
    function prank(address caller) external;

    /// @notice The address of a private key.
    function addr(uint256 privateKey) external pure returns (address);

    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    /// @notice Drops a fuzz case whose inputs do not fit.
    function assume(bool condition) external pure;

    /// @notice The next call must revert, with exactly this data.
    function expectRevert(bytes calldata revertData) external;

    /// @notice The next call must revert with this error, whatever its arguments.
    function expectPartialRevert(bytes4 selector) external;
}

Cheats constant CHEATS = Cheats(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
