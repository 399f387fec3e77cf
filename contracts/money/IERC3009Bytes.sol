// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title The overloads of ERC-3009 that take the signature as bytes, so that contract accounts (ERC-1271) can pay.
/// @notice As FiatTokenV2_2 of circlefin/stablecoin-evm has them.
interface IERC3009Bytes {
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;
}
