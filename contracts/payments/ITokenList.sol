// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title Which tokens payments may be made in.
/// @notice Amounts are in a token's own smallest unit. Delisting stops new payments; money that is held goes on as agreed.
interface ITokenList {
    /// @param maxPerPayment Above 0; a payment may not be larger.
    /// @param attestAbove A payment above it needs an attestation of its payer.
    /// @param minLevel Least level of that attestation.
    /// @param decimals As the token says.
    struct Token {
        uint96 maxPerPayment; // word 0: 12 + 12 + 1 + 1 of 32 bytes; 0: not listed
        uint96 attestAbove;
        uint8 minLevel;
        uint8 decimals;
        address issuer; // word 1: who answers for the token
    }

    /// @notice What a licensed checker of persons says of a payer: a level, and until when. No identity. Signed (EIP-712).
    struct PayerAttestation {
        address payer;
        uint8 level;
        uint64 validTo;
    }

    error TokenNotListed(address token);
    error TokenTermsInvalid(address token);
    error TokenDecimalsDiffer(address token, uint8 found, uint8 claimed);
    error PaymentTooLarge(address token, uint96 amount, uint96 maxPerPayment);
    /// @notice A payment above `attestAbove` came without an attestation in force that suffices.
    error PayerNotAttested(address payer, uint96 amount, uint96 attestAbove);

    event TokenListed(address indexed token, Token terms);
    event TokenDelisted(address indexed token);

    /// @notice Lists a token or changes its limits.
    /// @dev Caller: TOKEN_OFFICE_ROLE. Reverts {TokenTermsInvalid} (no limit, no issuer, no code), {TokenDecimalsDiffer}.
    function listToken(address token, Token calldata terms) external;

    /// @dev Caller: TOKEN_OFFICE_ROLE. Reverts {TokenNotListed}.
    function delistToken(address token) external;

    /// @return terms All zero for a token that is not listed.
    function tokenAt(address token) external view returns (Token memory terms);
}
