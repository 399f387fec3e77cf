// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IJournal} from "../../../contracts/journal/IJournal.sol";
import {CHEATS} from "../Cheats.sol";
import {Checkers} from "../invariant/Checkers.sol";

/// @notice Approvals that are changed after they were signed, and sets of signers of every kind.
contract JournalTest is Checkers {
    uint8 private constant HONEST = 3;

    /// @dev J1: what the checkers signed is what is accepted, to the last bit.
    function testFuzz_J1_a_changed_approval_is_refused(uint256 bit, bytes32 root, uint32 count) public {
        IJournal.BatchApproval memory approval = _approval(root, count == 0 ? 1 : count);
        bytes[] memory signatures = _sign(journal.approvalDigest(approval), HONEST, false);
        bytes memory encoded = abi.encode(approval);
        bit %= encoded.length * 8;
        encoded[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        bytes memory call = abi.encodePacked(
            IJournal.append.selector,
            encoded,
            _tail(new IJournal.Corrected[](0), signatures)
        );
        CHEATS.prank(accountOf(1));
        (bool accepted, ) = address(journal).call(call);
        assert(!accepted);
    }

    function testFuzz_J1_any_set_of_signers_counts_as_the_rule_says(
        uint8 mask,
        bool swapped,
        bytes32 root
    ) public {
        mask &= 63;
        IJournal.BatchApproval memory approval = _approval(root, 1);
        bytes[] memory signatures = _sign(journal.approvalDigest(approval), mask, swapped);
        bool expected = _isQuorum(mask, swapped, 1);
        CHEATS.prank(accountOf(1));
        try journal.append(approval, new IJournal.Corrected[](0), signatures) {
            assert(expected);
        } catch {
            assert(!expected);
        }
        assert(journal.isAccepted(approval) == expected);
    }

    /// @dev The proof against the call's own bytes: unchanged, the same encoding is accepted.
    function test_the_encoding_of_the_first_test_is_the_one_that_append_takes() public {
        IJournal.BatchApproval memory approval = _approval(bytes32(uint256(1)), 1);
        bytes[] memory signatures = _sign(journal.approvalDigest(approval), HONEST, false);
        bytes memory tail = _tail(new IJournal.Corrected[](0), signatures);
        CHEATS.prank(accountOf(1));
        (bool accepted, ) = address(journal).call(
            abi.encodePacked(IJournal.append.selector, abi.encode(approval), tail)
        );
        assert(accepted && journal.isAccepted(approval));
    }

    function _approval(
        bytes32 root,
        uint32 count
    ) private view returns (IJournal.BatchApproval memory approval) {
        approval.dataset = DATASET;
        approval.publisher = 1;
        approval.sequence = 1;
        approval.root = root;
        approval.count = count;
        approval.manifestHash = keccak256(abi.encode(new IJournal.Corrected[](0)));
        approval.validBefore = uint64(block.timestamp + 1);
    }

    /// @dev The arguments of `append` after the approval: cut out of an encoding of all three.
    function _tail(
        IJournal.Corrected[] memory corrected,
        bytes[] memory signatures
    ) private pure returns (bytes memory tail) {
        IJournal.BatchApproval memory blank;
        bytes memory all = abi.encode(blank, corrected, signatures);
        tail = new bytes(all.length - 320);
        for (uint256 i = 0; i < tail.length; ++i) tail[i] = all[i + 320];
    }
}
