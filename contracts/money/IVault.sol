// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title Prefunded balances of participants, in tiyn.
/// @notice M1: token balance ≥ Σ free + Σ locked + Σ proceeds, always. What is owed is a receivable, never a negative balance.
interface IVault {
    /// @param owed Sum of the participant's receivables towards others.
    struct Account {
        uint96 free; // word 0, full
        uint96 locked;
        uint64 owed;
    }

    /// @notice Proceeds of sales wait until the challenge window of their day has closed: two days' buckets are enough.
    struct Proceeds {
        uint96 fresh; // word 0, full
        uint32 freshDay; // floor(unix / 86400)
        uint96 older;
        uint32 olderDay;
    }

    struct Withdrawal {
        uint96 amount;
        uint48 readyAt;
    }

    /// @notice What one chunk of a settlement does to one participant; amounts in tiyn.
    /// @param due For peers' energy and network fees: from free, then locked money; must be covered.
    /// @param dueGrid To the grid: from free money; what is missing becomes a receivable of `creditor`.
    /// @param credit For sold energy: into proceeds.
    struct Entry {
        uint32 participant;
        uint96 due;
        uint96 dueGrid;
        uint96 credit;
    }

    /// @notice The named accounts of a zone's settlement. Supplier and network are credited at once; the reserve evens out
    /// the chunks of a settlement, so that every transaction sums to zero.
    struct Counterparties {
        uint32 supplier;
        uint32 network;
        uint32 reserve;
        uint96 supplierDue; // what the grid pays for energy
        uint96 supplierCredit; // what the grid is owed, before receivables
        uint96 networkCredit;
    }

    error NotParticipant(address caller);
    /// @notice The caller is no market; see {addMarket}.
    error NotMarket(address caller);
    error MarketMissing();
    error AmountZero();
    error FreeTooLow(uint32 participant, uint256 free, uint256 needed);
    /// @notice A bid's fill that its participant's free and locked money cannot pay.
    error BidUnfunded(uint32 participant, uint256 available, uint256 due);
    error ReserveShort(uint256 available, uint256 needed);
    error NoWithdrawal(uint32 participant);
    error WithdrawalNotReady(uint48 readyAt, uint256 time);
    /// @notice Debts are paid before money leaves.
    error OwesFirst(uint32 participant, uint256 owed);
    error NothingOwed(uint32 participant, uint32 creditor);

    event Deposited(uint32 indexed participant, address indexed from, uint96 amount);
    event WithdrawalAnnounced(uint32 indexed participant, uint96 amount, uint48 readyAt);
    event Withdrawn(uint32 indexed participant, address indexed to, uint96 amount);
    event MarketAdded(address indexed market);
    event MarketRemoved(address indexed market);
    /// @notice Part of a settlement's `due` that free money could not pay. Everything else that a settlement does to balances
    /// follows from the lines in EnergyMarket.SalesSettled, and what is locked and unlocked from OrderBook.OrderPlaced and
    /// OrderReleased, so no second copy is emitted.
    event LockUsed(uint32 indexed participant, uint96 amount);
    /// @notice A receivable: `participant` owes `creditor`.
    event GridOwed(uint32 indexed participant, uint32 indexed creditor, uint64 amount);
    event OwedRepaid(uint32 indexed participant, uint32 indexed creditor, uint64 amount);
    /// @notice A receivable, or part of it, fell away with the settlement that made it. No money moved between the two.
    event OwedCancelled(uint32 indexed participant, uint32 indexed creditor, uint64 amount);
    event ProceedsReleased(uint32 indexed participant, uint96 amount);
    event Moved(uint32 indexed from, uint32 indexed to, uint96 amount);
    event Swept(address indexed to, uint256 amount);

    /// @notice Takes `amount` of the caller's tokens (allowance needed) for any participant.
    /// @dev Reverts {AmountZero}, {IParticipants.ParticipantUnknown}.
    function deposit(uint32 participant, uint96 amount) external;

    /// @notice The same with an EIP-2612 permit of `from`. Anyone may send it for `from`'s own participant; for another
    /// participant only `from` itself, since a permit does not say where the money goes.
    /// @dev Reverts as {deposit}, {NotParticipant}, and as the token's `permit`.
    function depositWithPermit(
        uint32 participant,
        address from,
        uint96 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Announces a withdrawal; until {WITHDRAWAL_NOTICE} has passed the money stays usable for settlement.
    /// @dev Caller: a participant's account. Reverts {NotParticipant}, {AmountZero}. A new notice replaces the one before.
    function announceWithdrawal(uint96 amount) external;

    /// @notice Pays out min(announced, free) to the participant's account.
    /// @dev Caller: a participant's account, active. Reverts {NoWithdrawal}, {WithdrawalNotReady}, {OwesFirst},
    /// {IParticipants.ParticipantSuspended}.
    function withdraw() external returns (uint96 amount);

    /// @notice Moves proceeds whose window has closed into free money. Anyone may call.
    function release(uint32 participant) external returns (uint96 amount);

    /// @notice Pays a receivable out of the debtor's free money, as far as it goes. Anyone may call.
    /// @dev Reverts {NothingOwed}.
    function repay(uint32 participant, uint32 creditor) external returns (uint64 amount);

    /// @notice Adds a contract that may lock, unlock, settle, reverse and move: the widest power over money there is, so it is given
    /// to nothing but the book and the market, by the administrator alone and with whatever delay its role has.
    /// @dev Caller: ADMIN_ROLE. Reverts {MarketMissing} for the zero address. A list of the vault's own instead of a role, because
    /// asking the AccessManager costs 11,000 gas in every order.
    function addMarket(address market) external;

    /// @notice Takes the power back at once.
    /// @dev Caller: ADMIN_ROLE.
    function removeMarket(address market) external;

    /// @notice Takes free money into the lock of a bid; the market says so in its own events.
    /// @dev Caller: a market. Reverts {NotMarket}, {FreeTooLow}.
    function lock(uint32 participant, uint96 amount) external;

    /// @notice Releases min(amount, locked): what fills have used is gone from the lock already.
    /// @dev Caller: a market. Reverts {NotMarket}.
    function unlock(uint32 participant, uint96 amount) external returns (uint96 released);

    /// @notice Applies one chunk: all or nothing, sums to zero with the reserve.
    /// @dev Caller: a market. Reverts {NotMarket}, {BidUnfunded}, {ReserveShort}.
    /// @param counterparties Its `supplierCredit` is at least the sum of `dueGrid`.
    /// @return reserveChange Σ (due + dueGrid) + supplierDue − Σ credit − supplierCredit − networkCredit, tiyn: what the reserve
    /// gained (positive) or advanced (negative), a receivable that it got for cash counted as money.
    function settle(
        Counterparties calldata counterparties,
        Entry[] calldata entries
    ) external returns (int256 reserveChange);

    /// @notice Takes back one chunk: credits are taken from proceeds, then free money, then owed to the reserve; debits return
    /// as free money, less what of them is still owed.
    /// @dev Caller: a market. Reverts {NotMarket}, {ReserveShort}.
    /// @return reserveChange The exact negative of what {settle} returned for the same arguments.
    function reverse(
        Counterparties calldata counterparties,
        Entry[] calldata entries
    ) external returns (int256 reserveChange);

    /// @notice Moves free money between named accounts (dust).
    /// @dev Caller: a market. Reverts {NotMarket}, {FreeTooLow}.
    function move(uint32 from, uint32 to, uint96 amount) external;

    /// @notice Sends tokens that nobody deposited to the caller.
    /// @dev Caller: SWEEPER_ROLE.
    function sweep() external returns (uint256 amount);

    function isMarket(address account) external view returns (bool);

    function accountOf(uint32 participant) external view returns (Account memory);

    function proceedsOf(uint32 participant) external view returns (Proceeds memory);

    function owedTo(uint32 participant, uint32 creditor) external view returns (uint64);

    function withdrawalOf(uint32 participant) external view returns (Withdrawal memory);

    /// @notice Σ free + Σ locked + Σ proceeds of everybody.
    function liabilities() external view returns (uint256);

    function WITHDRAWAL_NOTICE() external view returns (uint48);
}
