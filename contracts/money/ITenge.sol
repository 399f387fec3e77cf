// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title aKZT, the settlement token: one unit is one tiyn (1/100 tenge).
/// @notice ERC-20 with EIP-2612 and EIP-3009. Only the licensed issuer mints and burns.
interface ITenge {
    /// @notice The account is frozen by the order with this reason number.
    error AccountFrozen(address account, uint16 reason);
    error AccountNotFrozen(address account);
    /// @notice A reason number above zero must be given.
    error ReasonMissing();

    /// @param bankReference Number of the bank movement behind it.
    event Issued(address indexed to, uint256 amountTiyn, bytes32 indexed bankReference);
    event Redeemed(address indexed from, uint256 amountTiyn, bytes32 indexed bankReference);
    event Frozen(address indexed account, uint16 reason, bytes32 orderHash);
    event Unfrozen(address indexed account, bytes32 orderHash);

    /// @dev Caller: ISSUER_ROLE.
    function mint(address to, uint256 amountTiyn, bytes32 bankReference) external;

    /// @notice Burns the issuer's own tokens, received for redemption.
    /// @dev Caller: ISSUER_ROLE.
    function burn(uint256 amountTiyn, bytes32 bankReference) external;

    /// @notice Freezes an account by court order; the order's hash and reason number are public.
    /// @dev Caller: FREEZER_ROLE. Reverts {ReasonMissing}.
    function freeze(address account, uint16 reason, bytes32 orderHash) external;

    /// @dev Caller: FREEZER_ROLE. Reverts {AccountNotFrozen}.
    function unfreeze(address account, bytes32 orderHash) external;

    /// @dev Caller: PAUSER_ROLE.
    function pause() external;

    /// @dev Caller: PAUSER_ROLE.
    function unpause() external;

    /// @return Reason number, 0 while the account is free.
    function frozenFor(address account) external view returns (uint16);
}
