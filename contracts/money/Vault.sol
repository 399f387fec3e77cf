// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IParticipants} from "../access/IParticipants.sol";
import {DayBuckets} from "./DayBuckets.sol";
import {IVault} from "./IVault.sol";

/// @dev Every helper reads an account from storage, changes it and writes it back before the next one runs, because a
/// participant may be supplier, network, reserve and an entry of the same settlement at once.
/// Proceeds are looked at only where money is added to them or where free money does not suffice.
contract Vault is IVault, AccessManaged, ReentrancyGuardTransient {
    using DayBuckets for Proceeds;
    using SafeCast for uint256;
    using SafeCast for int256;
    using SafeERC20 for IERC20;

    /// @inheritdoc IVault
    uint48 public constant WITHDRAWAL_NOTICE = 48 hours;

    IERC20 private immutable TOKEN;
    IParticipants private immutable PARTICIPANTS;

    mapping(uint32 participant => Account) private _accounts;
    mapping(uint32 participant => Proceeds) private _proceeds;
    mapping(uint32 debtor => mapping(uint32 creditor => uint64 amount)) private _owed;
    mapping(uint32 participant => Withdrawal) private _withdrawals;
    uint256 private _liabilities;

    constructor(address authority_, IERC20 token, IParticipants participants) AccessManaged(authority_) {
        TOKEN = token;
        PARTICIPANTS = participants;
    }

    /// @inheritdoc IVault
    function deposit(uint32 participant, uint96 amount) external nonReentrant {
        _deposit(participant, msg.sender, amount);
    }

    /// @inheritdoc IVault
    function depositWithPermit(
        uint32 participant,
        address from,
        uint96 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant {
        // A permit does not name the participant, so whoever sends it for another may only fill that other's own account.
        // A permit that fails is not swallowed: else anyone could spend a standing allowance of `from`.
        if (from != msg.sender && PARTICIPANTS.participantOf(from) != participant)
            revert NotParticipant(from);
        IERC20Permit(address(TOKEN)).permit(from, address(this), amount, deadline, v, r, s);
        _deposit(participant, from, amount);
    }

    /// @inheritdoc IVault
    function announceWithdrawal(uint96 amount) external {
        uint32 participant = _participantOfCaller();
        if (amount == 0) revert AmountZero();
        uint48 readyAt = uint48(block.timestamp) + WITHDRAWAL_NOTICE;
        _withdrawals[participant] = Withdrawal(amount, readyAt);
        emit WithdrawalAnnounced(participant, amount, readyAt);
    }

    /// @inheritdoc IVault
    function withdraw() external nonReentrant returns (uint96 amount) {
        uint32 participant = _participantOfCaller();
        Withdrawal memory announced = _withdrawals[participant];
        if (announced.readyAt == 0) revert NoWithdrawal(participant);
        if (block.timestamp < announced.readyAt)
            revert WithdrawalNotReady(announced.readyAt, block.timestamp);
        PARTICIPANTS.requireActive(participant);
        Account memory account = _accounts[participant];
        if (account.owed > 0) revert OwesFirst(participant, account.owed);
        if (account.free < announced.amount) account.free += _mature(participant, _today());
        amount = _least(announced.amount, account.free);
        account.free -= amount;
        _accounts[participant] = account;
        delete _withdrawals[participant];
        _liabilities -= amount;
        emit Withdrawn(participant, msg.sender, amount);
        TOKEN.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IVault
    function release(uint32 participant) external nonReentrant returns (uint96 amount) {
        amount = _mature(participant, _today());
        _accounts[participant].free += amount;
    }

    /// @inheritdoc IVault
    function repay(uint32 participant, uint32 creditor) external nonReentrant returns (uint64 amount) {
        uint64 owed = _owed[participant][creditor];
        if (owed == 0) revert NothingOwed(participant, creditor);
        Account memory account = _accounts[participant];
        if (account.free < owed) account.free += _mature(participant, _today());
        amount = uint64(_least(owed, account.free));
        account.free -= amount;
        account.owed -= amount;
        _accounts[participant] = account;
        _owed[participant][creditor] = owed - amount;
        _give(creditor, amount);
        emit OwedRepaid(participant, creditor, amount);
    }

    /// @inheritdoc IVault
    function lock(uint32 participant, uint96 amount) external restricted nonReentrant {
        Account memory account = _withFree(participant, amount);
        account.free -= amount;
        account.locked += amount;
        _accounts[participant] = account;
        emit Locked(participant, amount);
    }

    /// @inheritdoc IVault
    function unlock(
        uint32 participant,
        uint96 amount
    ) external restricted nonReentrant returns (uint96 released) {
        Account memory account = _accounts[participant];
        released = _least(amount, account.locked);
        account.locked -= released;
        account.free += released;
        _accounts[participant] = account;
        emit Unlocked(participant, released);
    }

    /// @inheritdoc IVault
    function settle(
        Counterparties calldata parties,
        Entry[] calldata entries
    ) external restricted nonReentrant returns (int256 reserveChange) {
        uint32 today = _today();
        uint256 owedToSupplier;
        uint256 debits = parties.supplierDue;
        uint256 credits = uint256(parties.supplierCredit) + parties.networkCredit;
        for (uint256 i = 0; i < entries.length; ++i) {
            Entry calldata entry = entries[i];
            owedToSupplier += _settleEntry(entry, parties.supplier, today);
            debits += uint256(entry.due) + entry.dueGrid;
            credits += entry.credit;
        }
        // The market credits the supplier with at least the Σ dueGrid that the receivables are part of.
        _give(parties.supplier, (parties.supplierCredit - owedToSupplier).toUint96());
        _give(parties.network, parties.networkCredit);
        uint256 advanced = _take(parties.supplier, parties.supplierDue, parties.reserve, today);
        reserveChange = debits.toInt256() - credits.toInt256();
        _changeReserve(parties.reserve, reserveChange - advanced.toInt256(), today);
    }

    /// @inheritdoc IVault
    function reverse(
        Counterparties calldata parties,
        Entry[] calldata entries
    ) external restricted nonReentrant returns (int256 reserveChange) {
        uint256 cancelled;
        uint256 advanced;
        uint256 debits = parties.supplierDue;
        uint256 credits = uint256(parties.supplierCredit) + parties.networkCredit;
        for (uint256 i = 0; i < entries.length; ++i) {
            Entry calldata entry = entries[i];
            (uint256 cancelledHere, uint256 advancedHere) = _reverseEntry(
                entry,
                parties.supplier,
                parties.reserve
            );
            cancelled += cancelledHere;
            advanced += advancedHere;
            debits += uint256(entry.due) + entry.dueGrid;
            credits += entry.credit;
        }
        uint32 today = _today();
        uint256 repaid = _giveBack(parties.supplier, parties.supplierDue, parties.reserve);
        advanced += _take(
            parties.supplier,
            (parties.supplierCredit - cancelled).toUint96(),
            parties.reserve,
            today
        );
        advanced += _take(parties.network, parties.networkCredit, parties.reserve, today);
        reserveChange = credits.toInt256() - debits.toInt256();
        _changeReserve(parties.reserve, reserveChange + repaid.toInt256() - advanced.toInt256(), today);
    }

    /// @inheritdoc IVault
    function move(uint32 from, uint32 to, uint96 amount) external restricted nonReentrant {
        Account memory account = _withFree(from, amount);
        account.free -= amount;
        _accounts[from] = account;
        _give(to, amount);
        emit Moved(from, to, amount);
    }

    /// @inheritdoc IVault
    function sweep() external restricted nonReentrant returns (uint256 amount) {
        amount = TOKEN.balanceOf(address(this)) - _liabilities;
        emit Swept(msg.sender, amount);
        TOKEN.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IVault
    function accountOf(uint32 participant) external view returns (Account memory) {
        return _accounts[participant];
    }

    /// @inheritdoc IVault
    function proceedsOf(uint32 participant) external view returns (Proceeds memory) {
        return _proceeds[participant];
    }

    /// @inheritdoc IVault
    function owedTo(uint32 participant, uint32 creditor) external view returns (uint64) {
        return _owed[participant][creditor];
    }

    /// @inheritdoc IVault
    function withdrawalOf(uint32 participant) external view returns (Withdrawal memory) {
        return _withdrawals[participant];
    }

    /// @inheritdoc IVault
    function liabilities() external view returns (uint256) {
        return _liabilities;
    }

    function _deposit(uint32 participant, address from, uint96 amount) private {
        if (amount == 0) revert AmountZero();
        PARTICIPANTS.accountOf(participant); // reverts for an unknown one
        _accounts[participant].free += amount;
        _liabilities += amount;
        emit Deposited(participant, from, amount);
        TOKEN.safeTransferFrom(from, address(this), amount);
    }

    /// @return short What a `dueGrid` lacked; a receivable of the supplier, unless it would owe itself.
    function _settleEntry(
        Entry calldata entry,
        uint32 supplier,
        uint32 today
    ) private returns (uint96 short) {
        uint32 participant = entry.participant;
        (uint96 due, uint96 dueGrid) = (entry.due, entry.dueGrid);
        uint96 matured = entry.credit > 0 ? _credit(participant, entry.credit, today) : 0;
        if (due == 0 && dueGrid == 0 && matured == 0) return 0;

        Account memory account = _accounts[participant];
        account.free += matured;
        if (account.free < uint256(due) + dueGrid && entry.credit == 0)
            account.free += _mature(participant, today);

        uint96 fromLock = due - _least(due, account.free);
        if (fromLock > account.locked)
            revert BidUnfunded(participant, uint256(account.free) + account.locked, due);
        account.free -= due - fromLock;
        if (fromLock > 0) {
            account.locked -= fromLock;
            emit LockUsed(participant, fromLock);
        }

        short = dueGrid - _least(dueGrid, account.free);
        account.free -= dueGrid - short;
        if (short > 0) _owe(account, participant, supplier, short);
        _accounts[participant] = account;
    }

    /// @return cancelled Part of `dueGrid` that was still owed to the supplier and so never paid.
    /// @return advanced Part of `credit` that the participant no longer has; a receivable of the reserve.
    function _reverseEntry(
        Entry calldata entry,
        uint32 supplier,
        uint32 reserve
    ) private returns (uint96 cancelled, uint96 advanced) {
        uint32 participant = entry.participant;
        Account memory account = _accounts[participant];
        cancelled = _cancel(account, participant, supplier, entry.dueGrid);
        account.free += entry.due + entry.dueGrid - cancelled;
        if (entry.credit > 0) {
            Proceeds memory proceeds = _proceeds[participant];
            uint96 rest = entry.credit - proceeds.take(entry.credit);
            _proceeds[participant] = proceeds;
            advanced = rest - _least(rest, account.free);
            account.free -= rest - advanced;
            if (advanced > 0) _owe(account, participant, reserve, advanced);
        }
        _accounts[participant] = account;
    }

    function _give(uint32 participant, uint96 amount) private {
        if (amount > 0) _accounts[participant].free += amount;
    }

    /// @notice Gives money back; what the participant owes the reserve is settled with it first.
    function _giveBack(uint32 participant, uint96 amount, uint32 reserve) private returns (uint96 cancelled) {
        if (amount == 0) return 0;
        Account memory account = _accounts[participant];
        cancelled = _cancel(account, participant, reserve, amount);
        account.free += amount - cancelled;
        _accounts[participant] = account;
    }

    /// @notice Takes free money as far as it goes; the reserve advances the rest and is owed it.
    function _take(
        uint32 participant,
        uint96 amount,
        uint32 reserve,
        uint32 today
    ) private returns (uint96 advanced) {
        if (amount == 0) return 0;
        Account memory account = _accounts[participant];
        if (account.free < amount) account.free += _mature(participant, today);
        advanced = amount - _least(amount, account.free);
        account.free -= amount - advanced;
        if (advanced > 0) _owe(account, participant, reserve, advanced);
        _accounts[participant] = account;
    }

    function _changeReserve(uint32 reserve, int256 change, uint32 today) private {
        if (change >= 0) {
            _give(reserve, change.toUint256().toUint96());
            return;
        }
        uint256 needed = SafeCast.toUint256(-change);
        Account memory account = _accounts[reserve];
        if (account.free < needed) account.free += _mature(reserve, today);
        if (account.free < needed) revert ReserveShort(account.free, needed);
        account.free -= uint96(needed);
        _accounts[reserve] = account;
    }

    /// @dev Nobody owes itself: the missing money was its own claim.
    function _owe(Account memory account, uint32 debtor, uint32 creditor, uint96 amount) private {
        if (debtor == creditor) return;
        uint64 owed = uint256(amount).toUint64();
        account.owed += owed;
        _owed[debtor][creditor] += owed;
        emit GridOwed(debtor, creditor, owed);
    }

    function _cancel(
        Account memory account,
        uint32 debtor,
        uint32 creditor,
        uint96 most
    ) private returns (uint64 amount) {
        if (account.owed == 0 || most == 0) return 0;
        uint64 owed = _owed[debtor][creditor];
        amount = uint64(_least(owed, most));
        if (amount == 0) return 0;
        account.owed -= amount;
        _owed[debtor][creditor] = owed - amount;
        emit OwedCancelled(debtor, creditor, amount);
    }

    /// @return matured To be added to free money by the caller.
    function _credit(uint32 participant, uint96 amount, uint32 today) private returns (uint96 matured) {
        Proceeds memory proceeds = _proceeds[participant];
        matured = proceeds.mature(today);
        proceeds.add(amount, today);
        _proceeds[participant] = proceeds;
        if (matured > 0) emit ProceedsReleased(participant, matured);
    }

    /// @return matured To be added to free money by the caller.
    function _mature(uint32 participant, uint32 today) private returns (uint96 matured) {
        Proceeds memory proceeds = _proceeds[participant];
        matured = proceeds.mature(today);
        if (matured == 0) return 0;
        _proceeds[participant] = proceeds;
        emit ProceedsReleased(participant, matured);
    }

    function _withFree(uint32 participant, uint96 amount) private returns (Account memory account) {
        account = _accounts[participant];
        if (account.free < amount) account.free += _mature(participant, _today());
        if (account.free < amount) revert FreeTooLow(participant, account.free, amount);
    }

    function _participantOfCaller() private view returns (uint32 participant) {
        participant = PARTICIPANTS.participantOf(msg.sender);
        if (participant == 0) revert NotParticipant(msg.sender);
    }

    function _today() private view returns (uint32) {
        return uint32(block.timestamp / 1 days);
    }

    function _least(uint96 a, uint96 b) private pure returns (uint96) {
        return uint96(Math.min(a, b));
    }
}
