// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ITokenList} from "./ITokenList.sol";

/// @dev A part of {Payments}, not a contract of its own: its look-up is made in every payment and costs one word here.
abstract contract TokenList is ITokenList, AccessManaged, EIP712 {
    bytes32 private constant ATTESTATION_TYPEHASH = keccak256(
        "PayerAttestation(address payer,uint8 level,uint64 validTo)"
    );

    /// @dev Holders of this role sign attestations; it is a number of the AccessManager.
    uint64 public constant ATTESTER_ROLE = 11;

    mapping(address token => Token) private _tokens;

    /// @inheritdoc ITokenList
    function listToken(address token, Token calldata terms) external restricted {
        if (terms.maxPerPayment == 0 || terms.issuer == address(0) || token.code.length == 0) {
            revert TokenTermsInvalid(token);
        }
        uint8 found = IERC20Metadata(token).decimals();
        if (found != terms.decimals) revert TokenDecimalsDiffer(token, found, terms.decimals);
        _tokens[token] = terms;
        emit TokenListed(token, terms);
    }

    /// @inheritdoc ITokenList
    function delistToken(address token) external restricted {
        if (_tokens[token].maxPerPayment == 0) revert TokenNotListed(token);
        delete _tokens[token];
        emit TokenDelisted(token);
    }

    /// @inheritdoc ITokenList
    function tokenAt(address token) external view returns (Token memory terms) {
        return _tokens[token];
    }

    /// @notice Refuses a payment that the list does not allow.
    /// @param amount Above 0, so that it is above the limit of a token that is not listed.
    /// @param attestation Empty, or `abi.encode(PayerAttestation, bytes signature)`.
    function _requireAllowed(
        address token,
        address payer,
        uint96 amount,
        bytes calldata attestation
    ) internal view {
        Token storage terms = _tokens[token];
        (uint96 most, uint96 attestAbove) = (terms.maxPerPayment, terms.attestAbove);
        if (amount > most) {
            if (most == 0) revert TokenNotListed(token);
            revert PaymentTooLarge(token, amount, most);
        }
        if (amount > attestAbove && !_isAttested(payer, terms.minLevel, attestation)) {
            revert PayerNotAttested(payer, amount, attestAbove);
        }
    }

    function _requireListed(address token) internal view {
        if (_tokens[token].maxPerPayment == 0) revert TokenNotListed(token);
    }

    /// @notice Whether a payment of this amount may come from a payer whom nobody knows.
    function _mayBeAnonymous(address token, uint96 amount) internal view returns (bool) {
        Token storage terms = _tokens[token];
        return amount <= terms.maxPerPayment && amount <= terms.attestAbove;
    }

    function _isAttested(
        address payer,
        uint8 minLevel,
        bytes calldata attestation
    ) private view returns (bool) {
        if (attestation.length == 0) return false;
        (PayerAttestation memory said, bytes memory signature) = abi.decode(
            attestation,
            (PayerAttestation, bytes)
        );
        if (said.payer != payer || said.level < minLevel || block.timestamp > said.validTo) return false;
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ATTESTATION_TYPEHASH, said)));
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecover(digest, signature);
        if (problem != ECDSA.RecoverError.NoError) return false;
        (bool isAttester, ) = IAccessManager(authority()).hasRole(ATTESTER_ROLE, signer);
        return isAttester;
    }
}
