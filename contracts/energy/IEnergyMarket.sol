// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title The settlement of what was really metered.
/// @notice Energy in Wh, prices in tiyn per MWh, money in tiyn. METERED mode: orders placed before a slot ({IOrderBook}) are
/// matched, after it has ended, against its signed readings; the grid stands behind, so every metered watt-hour is settled.
interface IEnergyMarket {
    enum FillKind {
        Pool,
        Own,
        Partner
    }

    struct Fill {
        uint48 order;
        uint40 wh;
        FillKind kind;
    }

    /// @notice One leaf of the reading set with what becomes of its energy. Fills ascend by order and, within an order, by kind: an order
    /// may be filled by its owner's own use and by the pool.
    /// @param party Index of the device's participant in the chunk's `parties`.
    struct Metered {
        uint32 device;
        uint64 importEndWh;
        uint64 exportEndWh;
        uint64 importWh;
        uint64 exportWh;
        bytes32 evidenceHash;
        uint8 party;
        Fill[] fills;
    }

    /// @notice Names a settlement; the same in each of its chunks.
    struct Terms {
        uint32 zone;
        uint32 slot;
        uint32 version; // of the reading set
        uint32 tariffVersion;
        uint64 price;
    }

    /// @notice Progress of a slot's settlement.
    struct Settlement {
        uint64 price; // word 0
        uint32 version;
        uint32 tariffVersion;
        uint32 nextLeaf;
        uint16 chunks;
        uint16 reversed; // chunks taken back
        uint8 sellerEvidence; // least class among pool sellers
        uint8 buyerEvidence;
        uint8 askDemand; // highest class that a filled pool ask demands
        uint8 bidDemand;
        uint16 openBuckets; // own-use and partner buckets that are not yet even
        bool complete;
        int128 poolWh; // word 1: sold − bought
        int128 reserveTiyn; // what the reserve gained
    }

    error NoReadings(uint32 zone, uint32 slot);
    error VersionNotLatest(uint32 found, uint32 latest);
    error SettledAlready(uint32 zone, uint32 slot, uint32 version);
    /// @notice The version before must be taken back first.
    error ReversalNeeded(uint32 zone, uint32 slot, uint32 settledVersion);
    error TermsChanged();
    error PriceOutOfBounds(uint64 price, int256 least, int256 most);
    error ChunkOutOfOrder(uint32 found, uint32 expected);
    error ChunkSizeInvalid(uint256 leaves, uint256 lines);
    /// @notice Another slot of the zone is settled in chunks and not complete: only one may be open.
    error ZoneBusy(uint32 zone, uint32 slot);
    error ReadingProofInvalid(uint32 zone, uint32 slot);
    error DeviceNotSettleable(uint32 device);
    error PartyMismatch(uint32 device, uint32 found, uint32 expected);
    error PartiesNotAscending();
    error FillsNotAscending(uint48 order);
    error FillNotOfDevice(uint48 order, uint32 device);
    error FillNotLive(uint48 order, uint32 slot);
    error FillTooLarge(uint48 order, uint256 found, uint256 allowed);
    error FillBeyondLimit(uint48 order, uint256 price, uint256 limit);
    error FillPartnerMismatch(uint48 order, uint32 partner);
    error EnergyBeyondReading(uint32 device, uint256 filled, uint256 metered);
    /// @notice The owner sells and buys in the pool of one slot.
    error OwnerOnBothSides(uint32 owner);
    error PoolNotEven(int256 whSoldMinusBought);
    error BucketsOpen(uint256 open);
    error EvidenceTooWeak(uint8 found, uint8 demanded);
    error MoneyNotEven(int256 reserveTiyn, uint256 mostDust);
    error NothingToReverse(uint32 zone, uint32 slot);
    error LinesMismatch(bytes32 found, bytes32 expected);
    error NotSaleParty(address caller);
    /// @notice There is no such sale, or its chunk was taken back.
    error SaleUnknown();
    error PartyMissing(uint32 participant);
    error DisputeClosed(uint256 closedAt);
    error NotDisputed();

    /// @param salesHash keccak256(lines).
    /// @param lines 24 bytes each: kind u8, device u32, order u48, wh u40, amountTiyn i64; positive: the device's participant receives.
    event SalesSettled(
        uint32 indexed slot,
        uint32 indexed zone,
        uint32 indexed version,
        uint32 chunk,
        uint64 price,
        uint32 tariffVersion,
        bytes32 salesHash,
        bytes lines
    );
    /// @param dustTiyn What rounding left, moved to the dust account.
    event SlotSettled(
        uint32 indexed slot,
        uint32 indexed zone,
        uint32 indexed version,
        uint32 chunks,
        uint256 dustTiyn
    );
    /// @notice A chunk was taken back: the exact negative of its lines counts from here.
    event SalesReversed(
        uint32 indexed slot,
        uint32 indexed zone,
        uint32 indexed version,
        uint32 chunk,
        bytes32 salesHash
    );
    /// @param reasonHash Salted commitment to the reason, kept off chain.
    event SaleDisputed(
        uint32 indexed slot,
        uint32 indexed zone,
        uint32 indexed version,
        uint32 chunk,
        uint32 line,
        uint32 participant,
        bytes32 reasonHash
    );
    event DisputeResolved(
        uint32 indexed slot,
        uint32 indexed zone,
        uint32 indexed version,
        uint32 chunk,
        uint32 line,
        bool upheld
    );

    /// @notice Settles the next consecutive leaves of a slot's reading set.
    /// @dev Caller: SOLVER_ROLE; the solver is trusted with nothing but the choice among valid results. Atomic for the chunk.
    /// @param first Index of the first leaf; equals the settlement's `nextLeaf`.
    /// @param parties Participants of the chunk's devices, ascending, at most 256.
    /// @param proof RFC 9162 range proof of the leaves, as {MerkleRange}: level by level from the leaves up, left before right.
    function settle(
        Terms calldata terms,
        uint32 first,
        Metered[] calldata leaves,
        uint32[] calldata parties,
        bytes32[] calldata proof
    ) external;

    /// @notice Takes back one chunk, last first, after a newer reading set was accepted; then the new version is settled.
    /// @dev Caller: SOLVER_ROLE until {DISPUTE_WINDOW} after settlement, then ARBITER_ROLE through {reverseLate}.
    /// @param lines As emitted in SalesSettled.
    function reverse(uint32 zone, uint32 slot, bytes calldata lines, uint32[] calldata parties) external;

    /// @dev Caller: ARBITER_ROLE.
    function reverseLate(uint32 zone, uint32 slot, bytes calldata lines, uint32[] calldata parties) external;

    /// @notice Marks a sale as disputed within {DISPUTE_WINDOW}.
    /// @dev Caller: account of the line's participant. Reverts {NotSaleParty}, {SaleUnknown}, {DisputeClosed}, {LinesMismatch}.
    function dispute(
        Terms calldata terms,
        uint32 chunk,
        uint32 line,
        bytes calldata lines,
        bytes32 reasonHash
    ) external;

    /// @notice Closes a dispute; an upheld one is made good by a new version of the reading set.
    /// @dev Caller: ARBITER_ROLE. Reverts {NotDisputed}.
    function resolveDispute(Terms calldata terms, uint32 chunk, uint32 line, bool upheld) external;

    function settlementAt(uint32 zone, uint32 slot) external view returns (Settlement memory);

    /// @notice keccak256 of a chunk's lines; zero where there is none.
    function salesHashAt(
        uint32 zone,
        uint32 slot,
        uint32 version,
        uint32 chunk
    ) external view returns (bytes32);

    /// @notice 0 current, 1 disputed, 2 dispute dismissed, 3 dispute upheld; chunk status (line = type(uint32).max): 4 reversed.
    function statusAt(
        uint32 zone,
        uint32 slot,
        uint32 version,
        uint32 chunk,
        uint32 line
    ) external view returns (uint8);

    /// @notice Running count of a participant's lines and hash over them:
    /// h' = bytes28(keccak256(abi.encodePacked(bytes28 h, zone, slot, version, chunk, bytes24 line))).
    function statementOf(uint32 participant) external view returns (uint32 count, bytes28 hash);

    function DISPUTE_WINDOW() external view returns (uint48);
}
