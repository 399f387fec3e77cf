// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IJournal} from "../../../contracts/journal/IJournal.sol";
import {CHEATS} from "../Cheats.sol";
import {Checkers} from "./Checkers.sol";

/// @notice Appends batches, good ones and bad ones, and keeps its own book of what must have been accepted.
contract JournalHandler is Checkers {
    struct Record {
        uint32 publisher;
        uint64 sequence;
        uint32 index;
    }

    bytes32 private constant TYPEHASH = keccak256(
        "BatchApproval(bytes32 dataset,uint32 publisher,uint64 sequence,bytes32 previous,bytes32 root,uint32 count,uint64 periodFrom,uint64 periodTo,bytes32 manifestHash,uint64 validBefore)"
    );

    uint256 public appended;
    uint256 public refused;
    uint256 public wronglyAccepted;
    uint256 public wronglyRefused;

    mapping(uint32 publisher => IJournal.BatchApproval[]) private _book;
    mapping(bytes32 recordKey => uint256) private _successors;
    Record[] private _superseded;

    /// @param dice Decides which faults the batch has; most have none.
    function append(uint32 publisher, uint32 count, uint256 dice, uint8 corrections) external {
        publisher = 1 + (publisher % PUBLISHERS);
        (uint8 mask, bool swapped) = _someSigners(dice);
        IJournal.Corrected[] memory corrected = _corrections(publisher, count % 6, dice, corrections % 3);
        IJournal.BatchApproval memory approval = _approval(publisher, count % 6, dice, corrected);
        bytes[] memory signatures = _sign(journal.approvalDigest(approval), mask, swapped);
        bool valid = _isQuorum(mask, swapped, publisher) && _isValid(approval, corrected);
        address sender = accountOf(_rarely(dice, 200) ? 3 - publisher : publisher);
        if (sender != accountOf(publisher)) valid = false;
        CHEATS.prank(sender);
        try journal.append(approval, corrected, signatures) {
            ++appended;
            if (!valid) ++wronglyAccepted;
            _write(approval, corrected);
        } catch {
            ++refused;
            if (valid) ++wronglyRefused;
        }
    }

    function bookOf(uint32 publisher) external view returns (IJournal.BatchApproval[] memory) {
        return _book[publisher];
    }

    function superseded() external view returns (Record[] memory) {
        return _superseded;
    }

    function successorOf(Record memory entry) public view returns (uint256) {
        return _successors[keccak256(abi.encode(entry))];
    }

    function hashOf(IJournal.BatchApproval memory approval) public pure returns (bytes32) {
        return keccak256(abi.encode(TYPEHASH, approval));
    }

    function _approval(
        uint32 publisher,
        uint32 count,
        uint256 dice,
        IJournal.Corrected[] memory corrected
    ) private view returns (IJournal.BatchApproval memory approval) {
        IJournal.BatchApproval[] storage book = _book[publisher];
        approval.dataset = DATASET;
        approval.publisher = publisher;
        approval.sequence = uint64(book.length + 1);
        if (book.length != 0) approval.previous = hashOf(book[book.length - 1]);
        approval.root = keccak256(abi.encode(dice));
        approval.count = count;
        approval.manifestHash = keccak256(abi.encode(corrected));
        approval.validBefore = uint64(block.timestamp + 1);
        if (_rarely(dice, 16)) approval.sequence = uint64((dice >> 20) % (book.length + 4));
        if (_rarely(dice, 32)) approval.previous = bytes32(dice);
        if (_rarely(dice, 48)) approval.manifestHash = bytes32(dice);
        if (_rarely(dice, 64)) approval.validBefore = uint64(block.timestamp);
        if (_rarely(dice, 80)) approval.dataset = bytes32(dice);
    }

    function _corrections(
        uint32 publisher,
        uint32 count,
        uint256 dice,
        uint256 length
    ) private view returns (IJournal.Corrected[] memory corrected) {
        corrected = new IJournal.Corrected[](length);
        uint256 known = _book[publisher].length;
        for (uint256 i = 0; i < length; ++i) {
            uint256 pick = uint256(keccak256(abi.encode(dice, i)));
            // Mostly a record that is there; now and then of batch 0, the new one or one to come, or beyond a batch's end.
            bool wild = known == 0 || pick & 15 == 0;
            uint256 sequence = wild ? (pick >> 8) % (known + 3) : 1 + ((pick >> 8) % known);
            uint256 records = wild ? 6 : _book[publisher][sequence - 1].count;
            uint256 by = (pick >> 104) % (wild || count == 0 ? count + 2 : count);
            corrected[i] = IJournal.Corrected(uint64(sequence), uint32((pick >> 72) % records), uint32(by));
        }
    }

    function _isValid(
        IJournal.BatchApproval memory approval,
        IJournal.Corrected[] memory corrected
    ) private view returns (bool) {
        IJournal.BatchApproval[] storage book = _book[approval.publisher];
        if (approval.dataset != DATASET || approval.count == 0) return false;
        if (approval.sequence != book.length + 1 || approval.validBefore <= block.timestamp) return false;
        if (approval.manifestHash != keccak256(abi.encode(corrected))) return false;
        if (approval.previous != (book.length == 0 ? bytes32(0) : hashOf(book[book.length - 1])))
            return false;
        for (uint256 i = 0; i < corrected.length; ++i) {
            IJournal.Corrected memory entry = corrected[i];
            if (entry.sequence == 0 || entry.sequence > book.length || entry.by >= approval.count)
                return false;
            if (entry.index >= book[entry.sequence - 1].count) return false;
            if (successorOf(Record(approval.publisher, entry.sequence, entry.index)) != 0) return false;
            for (uint256 j = 0; j < i; ++j) {
                if (corrected[j].sequence == entry.sequence && corrected[j].index == entry.index)
                    return false;
            }
        }
        return true;
    }

    function _write(IJournal.BatchApproval memory approval, IJournal.Corrected[] memory corrected) private {
        _book[approval.publisher].push(approval);
        for (uint256 i = 0; i < corrected.length; ++i) {
            Record memory entry = Record(approval.publisher, corrected[i].sequence, corrected[i].index);
            _superseded.push(entry);
            if (successorOf(entry) != 0) continue; // the first one counts for ever
            _successors[keccak256(abi.encode(entry))] = (uint256(approval.sequence) << 32) | corrected[i].by;
        }
    }

    function _rarely(uint256 dice, uint256 bit) private pure returns (bool) {
        return (dice >> bit) & 31 == 31;
    }
}

/// J1: a publisher's sequences have no gap, each batch links to the one before, what was accepted never changes, and nothing is
///     accepted that fewer than the quorum of checkers with distinct owners have signed.
/// J2: a correction is a new entry: what supersedes a record is set once, points forward, and so every record has at most one
///     current version.
contract JournalInvariant {
    JournalHandler private _handler;

    function setUp() public {
        _handler = new JournalHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev The random walk is of use only if batches and corrections are accepted and refused in it.
    function test_the_handler_appends_corrects_and_is_refused() public {
        for (uint256 seed = 0; seed < 200; ++seed) {
            uint256 dice = uint256(keccak256(abi.encode(seed)));
            _handler.append(uint32(dice >> 8), uint32(dice >> 16), dice, uint8(dice >> 24));
        }
        assert(_handler.appended() > 50);
        assert(_handler.refused() > 50);
        assert(_handler.superseded().length > 20);
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 100
    function invariant_J1_sequences_have_no_gap_and_batches_never_change() public view {
        for (uint32 publisher = 1; publisher <= 2; ++publisher) {
            IJournal.BatchApproval[] memory book = _handler.bookOf(publisher);
            bytes32 previous = 0;
            for (uint64 i = 0; i < book.length; ++i) {
                IJournal.Batch memory batch = _journal().batchAt(_dataset(), publisher, i + 1);
                assert(book[i].sequence == i + 1 && book[i].previous == previous);
                assert(batch.batchHash == _handler.hashOf(book[i]) && batch.count == book[i].count);
                assert(_journal().isAccepted(book[i]));
                previous = batch.batchHash;
            }
            (uint64 sequence, bytes32 batchHash) = _journal().headOf(_dataset(), publisher);
            assert(sequence == book.length && batchHash == previous);
            assert(_journal().batchAt(_dataset(), publisher, sequence + 1).batchHash == 0);
        }
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 100
    function invariant_J1_only_what_a_quorum_has_signed_is_accepted() public view {
        assert(_handler.wronglyAccepted() == 0);
        assert(_handler.wronglyRefused() == 0);
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 100
    function invariant_J2_superseded_once_and_by_a_later_record() public view {
        JournalHandler.Record[] memory superseded = _handler.superseded();
        for (uint256 i = 0; i < superseded.length; ++i) {
            JournalHandler.Record memory entry = superseded[i];
            uint256 by = _journal().supersededBy(_dataset(), entry.publisher, entry.sequence, entry.index);
            assert(by == _handler.successorOf(entry));
            (uint64 sequence, uint32 index) = (uint64(by >> 32), uint32(by));
            assert(sequence > entry.sequence);
            assert(index < _journal().batchAt(_dataset(), entry.publisher, sequence).count);
        }
    }

    /// hardhat-config: invariant.runs = 24
    /// hardhat-config: invariant.depth = 100
    function invariant_J2_what_nobody_corrected_is_current() public view {
        for (uint32 publisher = 1; publisher <= 2; ++publisher) {
            IJournal.BatchApproval[] memory book = _handler.bookOf(publisher);
            for (uint64 i = 0; i < book.length; ++i) {
                for (uint32 index = 0; index < book[i].count; ++index) {
                    uint256 by = _handler.successorOf(JournalHandler.Record(publisher, i + 1, index));
                    assert(_journal().supersededBy(_dataset(), publisher, i + 1, index) == by);
                }
            }
        }
    }

    function _journal() private view returns (IJournal) {
        return _handler.journal();
    }

    function _dataset() private pure returns (bytes32) {
        return keccak256("energy.readings");
    }
}
