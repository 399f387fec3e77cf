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

/// @dev Balances are read from and written to storage where they are used and never kept across two participants' changes,
/// because a participant may be supplier, network, reserve and an entry of the same settlement at once.
/// Proceeds are looked at only where money is added to them or where free money does not suffice.
contract Vault is IVault, AccessManaged, ReentrancyGuardTransient {
    using DayBuckets for Proceeds;
    using SafeCast for uint256;
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

    /// @inheritdoc IVault
    mapping(address account => bool) public isMarket;

    modifier onlyMarket() {
        if (!isMarket[msg.sender]) revert NotMarket(msg.sender);
        _;
    }

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
        Account storage account = _accounts[participant];
        if (account.owed > 0) revert OwesFirst(participant, account.owed);
        amount = uint96(Math.min(announced.amount, _freeFor(participant, announced.amount, _today())));
        account.free -= amount;
        delete _withdrawals[participant];
        _liabilities -= amount;
        emit Withdrawn(participant, msg.sender, amount);
        TOKEN.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IVault
    function release(uint32 participant) external nonReentrant returns (uint96 amount) {
        return _mature(participant, _today());
    }

    /// @inheritdoc IVault
    function repay(uint32 participant, uint32 creditor) external nonReentrant returns (uint64 amount) {
        uint64 owed = _owed[participant][creditor];
        if (owed == 0) revert NothingOwed(participant, creditor);
        amount = uint64(Math.min(owed, _freeFor(participant, owed, _today())));
        Account storage account = _accounts[participant];
        account.free -= amount;
        account.owed -= amount;
        _owed[participant][creditor] = owed - amount;
        _give(creditor, amount);
        emit OwedRepaid(participant, creditor, amount);
    }

    /// @inheritdoc IVault
    function addMarket(address market) external restricted {
        if (market == address(0)) revert MarketMissing();
        isMarket[market] = true;
        emit MarketAdded(market);
    }

    /// @inheritdoc IVault
    function removeMarket(address market) external restricted {
        isMarket[market] = false;
        emit MarketRemoved(market);
    }

    /// @inheritdoc IVault
    /// @dev Calls nothing, so it needs no guard.
    function lock(uint32 participant, uint96 amount) external onlyMarket {
        uint256 free = _freeFor(participant, amount, _today());
        if (free < amount) revert FreeTooLow(participant, free, amount);
        Account storage account = _accounts[participant];
        (uint256(account.locked) + amount).toUint96(); // reverts where 96 bits do not hold it
        // One write: «free» is the lowest field, «locked» the one above it.
        assembly ("memory-safe") {
            sstore(account.slot, add(sub(sload(account.slot), amount), shl(96, amount)))
        }
    }

    /// @inheritdoc IVault
    function unlock(uint32 participant, uint96 amount) external onlyMarket returns (uint96 released) {
        Account storage account = _accounts[participant];
        released = uint96(Math.min(amount, account.locked));
        account.locked -= released;
        account.free += released;
    }

    /// @inheritdoc IVault
    function settle(
        Counterparties calldata parties,
        Entry[] calldata entries
    ) external onlyMarket nonReentrant returns (int256 reserveChange) {
        uint32 today = _today();
        uint256 owedToSupplier;
        uint256 debits = parties.supplierDue;
        uint256 credits = uint256(parties.supplierCredit) + parties.networkCredit;
        for (uint256 i = 0; i < entries.length; ++i) {
            Entry calldata entry = entries[i];
            (uint256 due, uint256 dueGrid, uint256 credit) = (entry.due, entry.dueGrid, entry.credit);
            uint32 participant = entry.participant;
            if (credit > 0) _credit(participant, credit, today);
            // Sums of uint96: nothing can overflow.
            unchecked {
                if (due + dueGrid > 0)
                    owedToSupplier += _debit(participant, due, dueGrid, parties.supplier, today);
                debits += due + dueGrid;
                credits += credit;
            }
        }
        // The market credits the supplier with at least the Σ dueGrid that the receivables are part of.
        _give(parties.supplier, parties.supplierCredit - owedToSupplier);
        _give(parties.network, parties.networkCredit);
        uint256 advanced = _take(parties.supplier, parties.supplierDue, parties.reserve, today);
        reserveChange = debits.toInt256() - credits.toInt256();
        _changeReserve(parties.reserve, reserveChange - advanced.toInt256(), today);
    }

    /// @inheritdoc IVault
    function reverse(
        Counterparties calldata parties,
        Entry[] calldata entries
    ) external onlyMarket nonReentrant returns (int256 reserveChange) {
        uint32 today = _today();
        uint256 cancelled;
        uint256 advanced;
        uint256 debits = parties.supplierDue;
        uint256 credits = uint256(parties.supplierCredit) + parties.networkCredit;
        for (uint256 i = 0; i < entries.length; ++i) {
            Entry calldata entry = entries[i];
            _give(entry.participant, entry.due);
            cancelled += _giveBack(entry.participant, entry.dueGrid, parties.supplier);
            advanced += _takeCredit(entry.participant, entry.credit, parties.reserve, today);
            debits += uint256(entry.due) + entry.dueGrid;
            credits += entry.credit;
        }
        uint256 repaid = _giveBack(parties.supplier, parties.supplierDue, parties.reserve);
        advanced += _take(parties.supplier, parties.supplierCredit - cancelled, parties.reserve, today);
        advanced += _take(parties.network, parties.networkCredit, parties.reserve, today);
        reserveChange = credits.toInt256() - debits.toInt256();
        _changeReserve(parties.reserve, reserveChange + repaid.toInt256() - advanced.toInt256(), today);
    }

    /// @inheritdoc IVault
    function move(uint32 from, uint32 to, uint96 amount) external onlyMarket nonReentrant {
        _spend(from, amount);
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

    /// @notice Takes `due` from free, then locked money, and `dueGrid` from what is free then.
    /// @return short What `dueGrid` lacked; a receivable of the supplier, unless it would owe itself.
    function _debit(
        uint32 participant,
        uint256 due,
        uint256 dueGrid,
        uint32 supplier,
        uint32 today
    ) private returns (uint256 short) {
        Account storage account = _accounts[participant];
        // Every difference is taken after its comparison.
        unchecked {
            uint256 free = _freeFor(participant, due + dueGrid, today);
            if (due > free) {
                uint256 fromLock = due - free;
                uint256 locked = account.locked;
                if (fromLock > locked) revert BidUnfunded(participant, free + locked, due);
                account.locked = uint96(locked - fromLock);
                emit LockUsed(participant, uint96(fromLock));
                due = free;
            }
            free -= due;
            if (dueGrid > free) {
                short = dueGrid - free;
                _owe(participant, supplier, short);
                dueGrid = free;
            }
            account.free = uint96(free - dueGrid);
        }
    }

    function _credit(uint32 participant, uint256 amount, uint32 today) private {
        Proceeds storage stored = _proceeds[participant];
        // A day's first credit matures what it can; the bucket that is left beside it is of the day before.
        if (stored.freshDay == today) {
            stored.fresh = (stored.fresh + amount).toUint96();
            return;
        }
        Proceeds memory proceeds = stored;
        uint96 matured = proceeds.mature(today);
        proceeds.add(uint96(amount), today);
        _proceeds[participant] = proceeds;
        _release(participant, matured);
    }

    /// @notice Takes a credit back from proceeds, the youngest first, then as {_take}.
    function _takeCredit(
        uint32 participant,
        uint256 amount,
        uint32 reserve,
        uint32 today
    ) private returns (uint256 advanced) {
        if (amount == 0) return 0;
        Proceeds memory proceeds = _proceeds[participant];
        uint256 rest = amount - proceeds.take(uint96(amount));
        _proceeds[participant] = proceeds;
        return _take(participant, rest, reserve, today);
    }

    function _give(uint32 participant, uint256 amount) private {
        if (amount > 0) _accounts[participant].free = (_accounts[participant].free + amount).toUint96();
    }

    /// @notice Gives money back; what the participant still owes the creditor falls away with it first.
    function _giveBack(
        uint32 participant,
        uint256 amount,
        uint32 creditor
    ) private returns (uint256 cancelled) {
        if (amount == 0) return 0;
        cancelled = _cancel(participant, creditor, amount);
        _give(participant, amount - cancelled);
    }

    /// @notice Takes free money as far as it goes; the reserve advances the rest and is owed it.
    function _take(
        uint32 participant,
        uint256 amount,
        uint32 reserve,
        uint32 today
    ) private returns (uint256 advanced) {
        if (amount == 0) return 0;
        uint256 free = _freeFor(participant, amount, today);
        if (amount > free) {
            advanced = amount - free;
            _owe(participant, reserve, advanced);
            amount = free;
        }
        _accounts[participant].free = uint96(free - amount);
    }

    /// @dev Reverts {FreeTooLow}.
    function _spend(uint32 participant, uint96 amount) private {
        uint256 free = _freeFor(participant, amount, _today());
        if (free < amount) revert FreeTooLow(participant, free, amount);
        _accounts[participant].free = uint96(free - amount);
    }

    function _changeReserve(uint32 reserve, int256 change, uint32 today) private {
        if (change >= 0) {
            _give(reserve, uint256(change));
            return;
        }
        uint256 needed = SafeCast.toUint256(-change);
        uint256 free = _freeFor(reserve, needed, today);
        if (free < needed) revert ReserveShort(free, needed);
        _accounts[reserve].free = uint96(free - needed);
    }

    /// @dev Nobody owes itself: the missing money was its own claim.
    function _owe(uint32 debtor, uint32 creditor, uint256 amount) private {
        if (debtor == creditor) return;
        uint64 owed = amount.toUint64();
        _accounts[debtor].owed += owed;
        _owed[debtor][creditor] += owed;
        emit GridOwed(debtor, creditor, owed);
    }

    function _cancel(uint32 debtor, uint32 creditor, uint256 most) private returns (uint64 amount) {
        if (_accounts[debtor].owed == 0) return 0;
        uint64 owed = _owed[debtor][creditor];
        amount = uint64(Math.min(owed, most));
        if (amount == 0) return 0;
        _accounts[debtor].owed -= amount;
        _owed[debtor][creditor] = owed - amount;
        emit OwedCancelled(debtor, creditor, amount);
    }

    /// @notice Free money, with matured proceeds where it would not suffice otherwise.
    function _freeFor(uint32 participant, uint256 needed, uint32 today) private returns (uint256 free) {
        free = _accounts[participant].free;
        if (free < needed) free += _mature(participant, today);
    }

    /// @notice Makes matured proceeds free.
    function _mature(uint32 participant, uint32 today) private returns (uint96 matured) {
        Proceeds memory proceeds = _proceeds[participant];
        matured = proceeds.mature(today);
        if (matured == 0) return 0;
        _proceeds[participant] = proceeds;
        _release(participant, matured);
    }

    function _release(uint32 participant, uint96 matured) private {
        if (matured == 0) return;
        _accounts[participant].free += matured;
        emit ProceedsReleased(participant, matured);
    }

    function _participantOfCaller() private view returns (uint32 participant) {
        participant = PARTICIPANTS.participantOf(msg.sender);
        if (participant == 0) revert NotParticipant(msg.sender);
    }

    function _today() private view returns (uint32) {
        return uint32(block.timestamp / 1 days);
    }
}
