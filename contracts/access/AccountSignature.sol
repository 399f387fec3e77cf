// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @notice Whether an account, a key or an ERC-1271 contract, signed a digest.
library AccountSignature {
    /// @dev A key's own signature first: it needs no look at the account's code.
    function isSignedBy(
        address account,
        bytes32 digest,
        bytes calldata signature
    ) internal view returns (bool) {
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && signer == account) return true;
        return SignatureChecker.isValidERC1271SignatureNow(account, digest, signature);
    }
}
