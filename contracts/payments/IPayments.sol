// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title Payments for goods and services: paid at once or held and captured, refunded, disputed.
/// @notice The verbs are those of base/commerce-payments. Amounts are in the token's smallest unit, times Unix seconds. The payer
/// signs once, an ERC-3009 `ReceiveWithAuthorization` to this contract whose nonce is the payment's id: the signature fits exactly
/// one payment, on one chain and contract. Whatever is held goes to the receiver, the fee receiver or back to the payer, nowhere else.
interface IPayments {
    /// @param invoiceId What the payment is for; in every event.
    /// @param operator Who relays and captures: it can move money only within these terms.
    /// @param payer Signs. In a box's terms: where a surplus goes back to, 0 if nobody said.
    /// @param payBy From then on nothing is collected.
    /// @param captureBy From then on nothing is captured, and anyone may return what is held to the payer.
    /// @param refundBy From then on nothing is refunded.
    /// @param feeReceiver Needed where `maxFeeBps` is above 0.
    /// @param termsHash Commits to what was agreed: lines of the invoice, the quote. Salted.
    struct PaymentInfo {
        bytes32 invoiceId;
        address operator;
        address payer;
        address receiver;
        address token;
        uint96 amount;
        uint40 payBy;
        uint40 captureBy;
        uint40 refundBy;
        uint16 minFeeBps;
        uint16 maxFeeBps;
        address feeReceiver;
        bytes32 termsHash;
        bytes32 salt;
    }

    enum Status {
        None,
        Authorized,
        Charged,
        Boxed
    }

    enum DisputeStatus {
        None,
        OfHold,
        OfRefund,
        Over
    }

    struct PaymentState {
        Status status; // word 0: 1 + 1 + 12 + 12 + 5 of 32 bytes
        DisputeStatus dispute;
        uint96 capturable;
        uint96 refundable;
        uint40 collectedAt;
    }

    /// @param frozen Tokens that wait for {resolve}: of the hold, or taken out of the receiver's reserve.
    struct Dispute {
        uint96 frozen;
        uint40 openedAt;
    }

    error NotOperator(address caller, address operator);
    error NotPayer(address payer);
    /// @notice payBy ≤ captureBy ≤ refundBy does not hold.
    error TimesInvalid(uint40 payBy, uint40 captureBy, uint40 refundBy);
    error FeeTermsInvalid(uint16 minFeeBps, uint16 maxFeeBps, address feeReceiver);
    error AmountInvalid(uint96 amount);
    error PayerMissing();
    error ReceiverMissing();
    error PaymentExists(bytes32 payment);
    error PaymentUnknown(bytes32 payment);
    /// @notice The time for this has passed.
    error PaymentExpired(uint40 until, uint256 time);
    error TooEarly(uint256 from, uint256 time);
    error ExceedsCapturable(uint96 amount, uint96 available);
    error ExceedsRefundable(uint96 amount, uint96 refundable);
    error ExceedsReserve(uint96 amount, uint96 reserve);
    error FeeOutOfRange(uint16 feeBps, uint16 minFeeBps, uint16 maxFeeBps);
    /// @notice The token moved another amount than it was told to.
    error TransferInexact(address token, uint256 asked, uint256 moved);
    /// @notice A payment is disputed once at most.
    error DisputeExists(bytes32 payment);
    error DisputeMissing(bytes32 payment);
    error SplitInexact(uint96 toPayer, uint96 toReceiver, uint96 frozen);
    error NoSurplus(bytes32 payment);

    event PaymentAuthorized(
        bytes32 indexed payment,
        bytes32 indexed invoiceId,
        address indexed receiver,
        address payer,
        address token,
        uint96 amount
    );
    /// @notice Paid at once; the receiver got `amount − fee`.
    event PaymentCharged(
        bytes32 indexed payment,
        bytes32 indexed invoiceId,
        address indexed receiver,
        address payer,
        address token,
        uint96 amount,
        uint96 fee
    );
    /// @notice The receiver got `amount − fee`.
    event PaymentCaptured(bytes32 indexed payment, bytes32 indexed invoiceId, uint96 amount, uint96 fee);
    event PaymentVoided(bytes32 indexed payment, bytes32 indexed invoiceId, uint96 amount);
    event PaymentReclaimed(bytes32 indexed payment, bytes32 indexed invoiceId, uint96 amount);
    /// @param from Who gave the money; this contract, when it was the receiver's reserve.
    event PaymentRefunded(
        bytes32 indexed payment,
        bytes32 indexed invoiceId,
        address indexed from,
        uint96 amount
    );
    /// @param frozen What waits for the arbiter: less than `amount` where the receiver's reserve is smaller.
    event DisputeOpened(
        bytes32 indexed payment,
        bytes32 indexed invoiceId,
        bool ofHold,
        uint96 amount,
        uint96 frozen,
        bytes32 evidenceHash
    );
    event DisputeResolved(
        bytes32 indexed payment,
        bytes32 indexed invoiceId,
        uint96 toPayer,
        uint96 toReceiver
    );
    /// @notice Nobody decided in time: what was frozen is again what it was.
    event DisputeLapsed(bytes32 indexed payment, bytes32 indexed invoiceId, uint96 frozen);
    /// @param credited What counted towards the invoice now, `fee` of it to the fee receiver.
    /// @param returned Surplus that went back to the payer.
    /// @param held Surplus that stays in the box.
    event BoxSwept(
        bytes32 indexed payment,
        bytes32 indexed invoiceId,
        address indexed receiver,
        address token,
        uint96 credited,
        uint96 fee,
        uint256 returned,
        uint256 held,
        bool late
    );
    event SurplusReleased(
        bytes32 indexed payment,
        bytes32 indexed invoiceId,
        address indexed to,
        uint256 amount
    );
    event ReserveFunded(address indexed receiver, address indexed token, address from, uint96 amount);
    event ReserveWithdrawn(address indexed receiver, address indexed token, uint96 amount);

    /// @notice Holds the payer's money until it is captured, voided or reclaimed.
    /// @dev Caller: the operator. Reverts {NotOperator}, {PaymentExists}, {PaymentExpired}, as the terms' errors and those of
    /// {ITokenList} say, {TransferInexact}, and as the token (bad signature, too little money, frozen, paused).
    /// @param signature The payer's, 65 bytes of a key or whatever its contract account takes (ERC-1271).
    /// @param attestation Empty, or `abi.encode(PayerAttestation, bytes signature)`.
    function authorize(
        PaymentInfo calldata payment,
        bytes calldata signature,
        bytes calldata attestation
    ) external returns (bytes32 id);

    /// @notice Takes the money and pays it out at once.
    /// @dev As {authorize}, and {FeeOutOfRange}.
    function charge(
        PaymentInfo calldata payment,
        uint16 feeBps,
        bytes calldata signature,
        bytes calldata attestation
    ) external returns (bytes32 id);

    /// @notice Pays a part of what is held, or all, to the receiver; fee = floor(amount × feeBps / 10,000).
    /// @dev Caller: the operator. Reverts {PaymentUnknown}, {NotOperator}, {PaymentExpired}, {ExceedsCapturable}, {FeeOutOfRange}.
    function capture(PaymentInfo calldata payment, uint96 amount, uint16 feeBps) external;

    /// @notice Returns what is held and not disputed to the payer.
    /// @dev Caller: the operator or the receiver, at any time. Reverts {PaymentUnknown}, {NotOperator}, {ExceedsCapturable}.
    function void(PaymentInfo calldata payment) external;

    /// @notice The same after `captureBy`, by anyone: the payer's way out when everybody else is silent.
    /// @dev Reverts {PaymentUnknown}, {TooEarly}, {ExceedsCapturable}.
    function reclaim(PaymentInfo calldata payment) external;

    /// @notice Gives captured money back out of the caller's own (allowance needed).
    /// @dev Caller: the operator or the receiver. Reverts {PaymentUnknown}, {NotOperator}, {PaymentExpired}, {ExceedsRefundable}.
    function refund(PaymentInfo calldata payment, uint96 amount) external;

    /// @notice The same out of the receiver's reserve.
    /// @dev As {refund}, and {ExceedsReserve}.
    function refundFromReserve(PaymentInfo calldata payment, uint96 amount) external;

    /// @notice The same by the receiver's signature: ERC-3009 `ReceiveWithAuthorization` to this contract, nonce {refundNonce}.
    /// @dev Anyone may send it. Reverts as {refund} and as the token.
    function refundWithAuthorization(
        PaymentInfo calldata payment,
        uint96 amount,
        bytes32 salt,
        uint40 validBefore,
        bytes calldata signature
    ) external;

    /// @notice Freezes a part of what is held or, once captured, of the receiver's reserve, until the arbiter decides.
    /// @dev By the payer: as caller, or with its EIP-712 signature of `Dispute(bytes32 payment,uint96 amount,bytes32 evidenceHash)`,
    /// sent by anyone. Reverts {PaymentUnknown}, {NotPayer}, {DisputeExists}, {AmountInvalid}, {ExceedsRefundable}, {PaymentExpired}.
    function openDispute(
        PaymentInfo calldata payment,
        uint96 amount,
        bytes32 evidenceHash,
        bytes calldata signature
    ) external;

    /// @notice Splits exactly what is frozen. What the receiver is given of a hold counts as captured without fee; of a reserve it
    /// goes back there. What the payer is given of a reserve counts as refunded.
    /// @dev Caller: ARBITER_ROLE. Reverts {DisputeMissing}, {SplitInexact}.
    function resolve(PaymentInfo calldata payment, uint96 toPayer, uint96 toReceiver) external;

    /// @notice Ends a dispute that nobody decided within {RESOLVE_WITHIN}. Anyone may call.
    /// @dev Reverts {DisputeMissing}, {TooEarly}.
    function lapseDispute(PaymentInfo calldata payment) external;

    /// @notice Credits what the payment's box has received, as far as it is due; a surplus goes back to `payer` where one is named
    /// and stays in the box otherwise. After `payBy` only the operator may still credit (`acceptLate`), else all is surplus.
    /// @dev Anyone may call, any number of times. The fee is `minFeeBps`. Reverts {TimesInvalid} etc., {TokenNotListed}.
    function sweepBox(PaymentInfo calldata payment, bool acceptLate) external;

    /// @notice Pays out a surplus of a box whose payer nobody named.
    /// @dev Caller: ARBITER_ROLE. Reverts {NoSurplus}.
    function releaseSurplus(PaymentInfo calldata payment, address to) external;

    /// @notice Puts the caller's tokens (allowance needed) into a receiver's reserve for refunds.
    /// @dev Reverts {ITokenList.TokenNotListed}, {AmountInvalid}.
    function fundReserve(address receiver, address token, uint96 amount) external;

    /// @dev Caller: the receiver. Reverts {ExceedsReserve}.
    function withdrawReserve(address token, uint96 amount) external;

    /// @notice The EIP-712 hash of the terms under this chain and contract; nonce of the payer's authorisation.
    function paymentId(PaymentInfo calldata payment) external view returns (bytes32);

    /// @notice The nonce of a receiver's authorisation for {refundWithAuthorization}.
    function refundNonce(bytes32 id, bytes32 salt) external pure returns (bytes32);

    function stateOf(bytes32 id) external view returns (PaymentState memory);

    function disputeOf(bytes32 id) external view returns (Dispute memory);

    /// @notice Where plain transfers for this payment go; the same before and after its first sweep.
    function boxOf(PaymentInfo calldata payment) external view returns (address);

    function reserveOf(address receiver, address token) external view returns (uint96);

    /// @return Seconds after which an undecided dispute lapses.
    function RESOLVE_WITHIN() external view returns (uint40);
}
