// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title aKZT, the settlement token: one unit is one tiyn (1/100 tenge).
/// @notice ERC-20 with EIP-2612 and EIP-3009. Only the licensed issuer mints and burns.
interface ITenge {
    /// @param issuedTiyn Minted on `day` so far.
    /// @param day floor(unix / 86400) of the last mint.
    struct Issuance {
        uint96 limitTiyn; // word 0: 12 + 12 + 4 of 32 bytes
        uint96 issuedTiyn;
        uint32 day;
    }

    /// @notice The account is frozen by the order with this reason number.
    error AccountFrozen(address account, uint16 reason);
    error AccountNotFrozen(address account);
    /// @notice The issuer would mint more than it may in a day.
    error DailyLimitExceeded(uint256 issuedTiyn, uint96 limitTiyn);
    /// @notice Nothing moves while the token is paused; the names are those of OpenZeppelin's Pausable.
    error EnforcedPause();
    error ExpectedPause();
    /// @notice A reason number above zero must be given.
    error ReasonMissing();

    /// @param bankReference Number of the bank movement behind it.
    event Issued(address indexed to, uint256 amountTiyn, bytes32 indexed bankReference);
    event Redeemed(address indexed from, uint256 amountTiyn, bytes32 indexed bankReference);
    event Paused(address account);
    event Unpaused(address account);
    event DailyLimitSet(uint96 limitTiyn);
    event Frozen(address indexed account, uint16 reason, bytes32 orderHash);
    event Unfrozen(address indexed account, bytes32 orderHash);

    /// @notice Issues tokens for money that came to the bank.
    /// @dev Caller: ISSUER_ROLE. Reverts {DailyLimitExceeded}.
    function mint(address to, uint256 amountTiyn, bytes32 bankReference) external;

    /// @notice Burns the issuer's own tokens, received for redemption.
    /// @dev Caller: ISSUER_ROLE.
    function burn(uint256 amountTiyn, bytes32 bankReference) external;

    /// @notice Sets how much may be minted in a UTC day.
    /// @dev Caller: the administrator.
    function setDailyLimit(uint96 limitTiyn) external;

    function issuance() external view returns (Issuance memory);

    /// @notice Freezes an account by court order; the order's hash and reason number are public.
    /// @dev Caller: FREEZER_ROLE. Reverts {ReasonMissing}.
    function freeze(address account, uint16 reason, bytes32 orderHash) external;

    /// @dev Caller: FREEZER_ROLE. Reverts {AccountNotFrozen}.
    function unfreeze(address account, bytes32 orderHash) external;

    /// @dev Caller: PAUSER_ROLE.
    function pause() external;

    /// @dev Caller: PAUSER_ROLE.
    function unpause() external;

    function paused() external view returns (bool);

    /// @return Reason number, 0 while the account is free.
    function frozenFor(address account) external view returns (uint16);
}
