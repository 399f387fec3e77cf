// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {AccountSignature} from "../access/AccountSignature.sol";
import {Box} from "./Box.sol";
import {ExactTransfer} from "./ExactTransfer.sol";
import {IPayments} from "./IPayments.sol";
import {PaymentWord, collectedNow} from "./PaymentWord.sol";
import {TokenList} from "./TokenList.sol";

/// @dev Every movement goes through {ExactTransfer}.
contract Payments is IPayments, TokenList, ReentrancyGuardTransient {
    using AccountSignature for address;
    using ExactTransfer for IERC20;

    bytes32 private constant PAYMENT_TYPEHASH = keccak256(
        "PaymentInfo(bytes32 invoiceId,address operator,address payer,address receiver,address token,uint96 amount,uint40 payBy,uint40 captureBy,uint40 refundBy,uint16 minFeeBps,uint16 maxFeeBps,address feeReceiver,bytes32 termsHash,bytes32 salt)"
    );
    bytes32 private constant DISPUTE_TYPEHASH = keccak256(
        "Dispute(bytes32 payment,uint96 amount,bytes32 evidenceHash)"
    );
    /// @dev Fourteen words of {IPayments-PaymentInfo}.
    uint256 private constant TERMS_LENGTH = 448;
    uint256 private constant BPS = 10_000;

    /// @inheritdoc IPayments
    uint40 public constant RESOLVE_WITHIN = 30 days;

    address private immutable BOX;

    /// @dev Found once in each call: what is written goes where it was read.
    struct Kept {
        PaymentWord word;
    }

    mapping(bytes32 payment => Kept) private _states;
    mapping(bytes32 payment => Dispute) private _disputes;
    /// @dev What a box has credited so far.
    mapping(bytes32 payment => uint96) private _credited;
    mapping(address receiver => mapping(address token => uint96)) private _reserves;

    constructor(address authority_) EIP712("Alatau Ledger", "1") AccessManaged(authority_) {
        BOX = address(new Box());
    }

    /// @inheritdoc IPayments
    function authorize(
        PaymentInfo calldata payment,
        bytes calldata signature,
        bytes calldata attestation
    ) external nonReentrant returns (bytes32 id) {
        (address payer, address receiver, address token, uint96 amount) = (
            payment.payer,
            payment.receiver,
            payment.token,
            payment.amount
        );
        uint40 payBy = _requireCollectable(payment, payer, receiver, token, amount, attestation);
        id = _open(payment, collectedNow(Status.Authorized, amount, 0));
        emit PaymentAuthorized(id, payment.invoiceId, receiver, payer, token, amount);
        IERC20(token).receiveSigned(payer, amount, payBy, id, signature);
    }

    /// @inheritdoc IPayments
    function charge(
        PaymentInfo calldata payment,
        uint16 feeBps,
        bytes calldata signature,
        bytes calldata attestation
    ) external nonReentrant returns (bytes32 id) {
        (address payer, address receiver, IERC20 token, uint96 amount) = (
            payment.payer,
            payment.receiver,
            IERC20(payment.token),
            payment.amount
        );
        uint40 payBy = _requireCollectable(payment, payer, receiver, address(token), amount, attestation);
        uint96 fee = _fee(payment, amount, feeBps);
        id = _open(payment, collectedNow(Status.Charged, 0, amount));
        emit PaymentCharged(id, payment.invoiceId, receiver, payer, address(token), amount, fee);
        uint256 before = token.held(address(this));
        token.takeSigned(payer, amount, payBy, id, signature);
        _payOut(payment, token, amount, fee);
        token.requireMoved(0, before, token.held(address(this)));
    }

    /// @inheritdoc IPayments
    function capture(PaymentInfo calldata payment, uint96 amount, uint16 feeBps) external nonReentrant {
        (bytes32 id, Kept storage kept, PaymentWord state) = _known(payment);
        if (msg.sender != payment.operator) revert NotOperator(msg.sender, payment.operator);
        _requireBefore(payment.captureBy);
        uint96 available = _available(id, state);
        if (amount == 0) revert AmountInvalid(amount);
        if (amount > available) revert ExceedsCapturable(amount, available);
        uint96 fee = _fee(payment, amount, feeBps);
        kept.word = state.withCapturable(state.capturable() - amount).withRefundable(
            state.refundable() + amount
        );
        emit PaymentCaptured(id, payment.invoiceId, amount, fee);
        IERC20 token = IERC20(payment.token);
        uint256 before = token.held(address(this));
        _payOut(payment, token, amount, fee);
        token.requireMoved(amount, token.held(address(this)), before);
    }

    /// @inheritdoc IPayments
    function void(PaymentInfo calldata payment) external nonReentrant {
        (bytes32 id, Kept storage kept, PaymentWord state) = _known(payment);
        _requireOperatorOrReceiver(payment);
        uint96 amount = _release(id, kept, state);
        emit PaymentVoided(id, payment.invoiceId, amount);
        IERC20(payment.token).send(payment.payer, amount);
    }

    /// @inheritdoc IPayments
    function reclaim(PaymentInfo calldata payment) external nonReentrant {
        (bytes32 id, Kept storage kept, PaymentWord state) = _known(payment);
        if (block.timestamp < payment.captureBy) revert TooEarly(payment.captureBy, block.timestamp);
        uint96 amount = _release(id, kept, state);
        emit PaymentReclaimed(id, payment.invoiceId, amount);
        IERC20(payment.token).send(payment.payer, amount);
    }

    /// @inheritdoc IPayments
    function refund(PaymentInfo calldata payment, uint96 amount) external nonReentrant {
        _requireOperatorOrReceiver(payment);
        _refund(payment, amount, msg.sender);
        IERC20(payment.token).pull(msg.sender, payment.payer, amount);
    }

    /// @inheritdoc IPayments
    function refundFromReserve(PaymentInfo calldata payment, uint96 amount) external nonReentrant {
        _requireOperatorOrReceiver(payment);
        _refund(payment, amount, address(this));
        _takeReserve(payment.receiver, payment.token, amount);
        IERC20(payment.token).send(payment.payer, amount);
    }

    /// @inheritdoc IPayments
    function refundWithAuthorization(
        PaymentInfo calldata payment,
        uint96 amount,
        bytes32 salt,
        uint40 validBefore,
        bytes calldata signature
    ) external nonReentrant {
        bytes32 id = _refund(payment, amount, payment.receiver);
        bytes32 nonce = refundNonce(id, salt);
        IERC20(payment.token).receiveSigned(payment.receiver, amount, validBefore, nonce, signature);
        IERC20(payment.token).send(payment.payer, amount);
    }

    /// @inheritdoc IPayments
    function openDispute(
        PaymentInfo calldata payment,
        uint96 amount,
        bytes32 evidenceHash,
        bytes calldata signature
    ) external nonReentrant {
        (bytes32 id, Kept storage kept, PaymentWord state) = _known(payment);
        _requirePayer(
            payment.payer,
            keccak256(abi.encode(DISPUTE_TYPEHASH, id, amount, evidenceHash)),
            signature
        );
        if (state.dispute() != DisputeStatus.None) revert DisputeExists(id);
        if (amount == 0) revert AmountInvalid(amount);
        bool ofHold = state.capturable() > 0;
        uint96 frozen = ofHold ? _freezeHold(state, amount) : _freezeReserve(payment, state, amount);
        kept.word = state.withDispute(ofHold ? DisputeStatus.OfHold : DisputeStatus.OfRefund);
        _disputes[id] = Dispute(frozen, uint40(block.timestamp));
        emit DisputeOpened(id, payment.invoiceId, ofHold, amount, frozen, evidenceHash);
    }

    /// @inheritdoc IPayments
    function resolve(
        PaymentInfo calldata payment,
        uint96 toPayer,
        uint96 toReceiver
    ) external restricted nonReentrant {
        (bytes32 id, Kept storage kept, PaymentWord state, DisputeStatus kind, uint96 frozen) = _endDispute(
            payment
        );
        if (uint256(toPayer) + toReceiver != frozen) revert SplitInexact(toPayer, toReceiver, frozen);
        bool ofHold = kind == DisputeStatus.OfHold;
        if (ofHold) {
            state = state.withCapturable(state.capturable() - frozen).withRefundable(
                state.refundable() + toReceiver
            );
        } else {
            state = state.withRefundable(state.refundable() - toPayer);
            _reserves[payment.receiver][payment.token] += toReceiver;
        }
        kept.word = state;
        emit DisputeResolved(id, payment.invoiceId, toPayer, toReceiver);
        if (ofHold && toReceiver > 0) IERC20(payment.token).send(payment.receiver, toReceiver);
        if (toPayer > 0) IERC20(payment.token).send(payment.payer, toPayer);
    }

    /// @inheritdoc IPayments
    function lapseDispute(PaymentInfo calldata payment) external nonReentrant {
        uint256 lapsesAt = uint256(_disputes[paymentId(payment)].openedAt) + RESOLVE_WITHIN;
        (bytes32 id, Kept storage kept, PaymentWord state, DisputeStatus kind, uint96 frozen) = _endDispute(
            payment
        );
        if (block.timestamp < lapsesAt) revert TooEarly(lapsesAt, block.timestamp);
        if (kind == DisputeStatus.OfRefund) _reserves[payment.receiver][payment.token] += frozen;
        kept.word = state;
        emit DisputeLapsed(id, payment.invoiceId, frozen);
    }

    /// @inheritdoc IPayments
    function sweepBox(PaymentInfo calldata payment, bool acceptLate) external nonReentrant {
        _requireValid(payment, payment.receiver, payment.amount);
        bytes32 id = paymentId(payment);
        PaymentWord state = _states[id].word;
        Box box = _openBox(id);
        uint256 inside = IERC20(payment.token).held(address(box));
        bool late = block.timestamp >= payment.payBy;
        bool counts = !late || (acceptLate && msg.sender == payment.operator);
        uint96 credited = counts ? uint96(Math.min(inside, _dueOf(payment, id, state.status()))) : 0;
        uint96 fee = _fee(payment, credited, payment.minFeeBps);
        if (credited > 0) {
            if (state.isUnknown()) state = collectedNow(Status.Boxed, 0, 0);
            _states[id].word = state.withRefundable(state.refundable() + credited);
            _credited[id] += credited;
        }
        uint256 surplus = inside - credited;
        bool returns_ = payment.payer != address(0);
        emit BoxSwept(
            id,
            payment.invoiceId,
            payment.receiver,
            payment.token,
            credited,
            fee,
            returns_ ? surplus : 0,
            returns_ ? 0 : surplus,
            late
        );
        IERC20(payment.token).forward(box, payment.receiver, credited - fee);
        IERC20(payment.token).forward(box, payment.feeReceiver, fee);
        if (returns_) IERC20(payment.token).forward(box, payment.payer, surplus);
    }

    /// @inheritdoc IPayments
    function releaseSurplus(PaymentInfo calldata payment, address to) external restricted nonReentrant {
        bytes32 id = paymentId(payment);
        bool late = block.timestamp >= payment.payBy;
        if (!late && _dueOf(payment, id, _states[id].word.status()) > 0) revert NoSurplus(id);
        Box box = _openBox(id);
        uint256 amount = IERC20(payment.token).held(address(box));
        if (amount == 0) revert NoSurplus(id);
        emit SurplusReleased(id, payment.invoiceId, to, amount);
        IERC20(payment.token).forward(box, to, amount);
    }

    /// @inheritdoc IPayments
    function fundReserve(address receiver, address token, uint96 amount) external nonReentrant {
        _requireListed(token);
        if (amount == 0) revert AmountInvalid(amount);
        _reserves[receiver][token] += amount;
        emit ReserveFunded(receiver, token, msg.sender, amount);
        IERC20(token).pull(msg.sender, address(this), amount);
    }

    /// @inheritdoc IPayments
    function withdrawReserve(address token, uint96 amount) external nonReentrant {
        _takeReserve(msg.sender, token, amount);
        emit ReserveWithdrawn(msg.sender, token, amount);
        IERC20(token).send(msg.sender, amount);
    }

    /// @inheritdoc IPayments
    function stateOf(bytes32 id) external view returns (PaymentState memory) {
        return _states[id].word.unpacked();
    }

    /// @inheritdoc IPayments
    function disputeOf(bytes32 id) external view returns (Dispute memory) {
        return _disputes[id];
    }

    /// @inheritdoc IPayments
    function boxOf(PaymentInfo calldata payment) external view returns (address) {
        return Clones.predictDeterministicAddress(BOX, paymentId(payment));
    }

    /// @inheritdoc IPayments
    function reserveOf(address receiver, address token) external view returns (uint96) {
        return _reserves[receiver][token];
    }

    /// @inheritdoc IPayments
    /// @dev The terms stand in the call word by word as EIP-712 hashes them: they are copied at once. A word that is no value of its
    /// field makes another id, which nobody signed, and is refused where the field is read.
    function paymentId(PaymentInfo calldata payment) public view returns (bytes32) {
        bytes32 typeHash = PAYMENT_TYPEHASH;
        bytes32 terms;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 32), payment, TERMS_LENGTH)
            terms := keccak256(free, add(TERMS_LENGTH, 32))
        }
        return _hashTypedDataV4(terms);
    }

    /// @inheritdoc IPayments
    function refundNonce(bytes32 id, bytes32 salt) public pure returns (bytes32) {
        return keccak256(abi.encode(id, salt));
    }

    /// @dev Everything that can be said before money moves. A field of the call is checked at every reading: what is needed again
    /// is handed on.
    function _requireCollectable(
        PaymentInfo calldata payment,
        address payer,
        address receiver,
        address token,
        uint96 amount,
        bytes calldata attestation
    ) private view returns (uint40 payBy) {
        if (msg.sender != payment.operator) revert NotOperator(msg.sender, payment.operator);
        payBy = _requireValid(payment, receiver, amount);
        if (payer == address(0)) revert PayerMissing();
        if (block.timestamp >= payBy) revert PaymentExpired(payBy, block.timestamp);
        _requireAllowed(token, payer, amount, attestation);
    }

    function _open(PaymentInfo calldata payment, PaymentWord state) private returns (bytes32 id) {
        id = paymentId(payment);
        Kept storage kept = _states[id];
        if (!kept.word.isUnknown()) revert PaymentExists(id);
        kept.word = state;
    }

    function _requireValid(
        PaymentInfo calldata payment,
        address receiver,
        uint96 amount
    ) private view returns (uint40 payBy) {
        if (amount == 0) revert AmountInvalid(amount);
        if (receiver == address(0) || receiver == address(this)) revert ReceiverMissing();
        payBy = payment.payBy;
        (uint40 captureBy, uint40 refundBy) = (payment.captureBy, payment.refundBy);
        if (payBy > captureBy || captureBy > refundBy) revert TimesInvalid(payBy, captureBy, refundBy);
        (uint16 least, uint16 most) = (payment.minFeeBps, payment.maxFeeBps);
        address feeReceiver = payment.feeReceiver;
        bool unpayable = feeReceiver == address(0) && most > 0;
        if (unpayable || least > most || most > BPS) revert FeeTermsInvalid(least, most, feeReceiver);
    }

    function _known(
        PaymentInfo calldata payment
    ) private view returns (bytes32 id, Kept storage kept, PaymentWord state) {
        id = paymentId(payment);
        kept = _states[id];
        state = kept.word;
        if (state.isUnknown()) revert PaymentUnknown(id);
    }

    function _requireBefore(uint40 until) private view {
        if (block.timestamp >= until) revert PaymentExpired(until, block.timestamp);
    }

    function _requireOperatorOrReceiver(PaymentInfo calldata payment) private view {
        if (msg.sender != payment.operator && msg.sender != payment.receiver) {
            revert NotOperator(msg.sender, payment.operator);
        }
    }

    function _requirePayer(address payer, bytes32 structHash, bytes calldata signature) private view {
        if (msg.sender == payer) return;
        if (payer == address(0) || !payer.isSignedBy(_hashTypedDataV4(structHash), signature)) {
            revert NotPayer(payer);
        }
    }

    function _fee(
        PaymentInfo calldata payment,
        uint96 amount,
        uint16 feeBps
    ) private pure returns (uint96 fee) {
        if (feeBps < payment.minFeeBps || feeBps > payment.maxFeeBps) {
            revert FeeOutOfRange(feeBps, payment.minFeeBps, payment.maxFeeBps);
        }
        // feeBps ≤ 10,000: the fee is never above the amount.
        fee = uint96((uint256(amount) * feeBps) / BPS);
    }

    /// @notice What is held and not disputed.
    function _available(bytes32 id, PaymentWord state) private view returns (uint96 available) {
        available = state.capturable();
        if (state.isDisputed(DisputeStatus.OfHold)) available -= _disputes[id].frozen;
    }

    /// @notice Takes what is held and not disputed out of the hold.
    function _release(bytes32 id, Kept storage kept, PaymentWord state) private returns (uint96 amount) {
        amount = _available(id, state);
        if (amount == 0) revert ExceedsCapturable(0, 0);
        kept.word = state.withCapturable(state.capturable() - amount);
    }

    function _refund(PaymentInfo calldata payment, uint96 amount, address from) private returns (bytes32 id) {
        Kept storage kept;
        PaymentWord state;
        (id, kept, state) = _known(payment);
        _requireBefore(payment.refundBy);
        if (payment.payer == address(0)) revert PayerMissing();
        if (amount == 0) revert AmountInvalid(amount);
        uint96 refundable = state.refundable();
        uint96 free = refundable;
        if (state.isDisputed(DisputeStatus.OfRefund)) free -= _disputes[id].frozen;
        if (amount > free) revert ExceedsRefundable(amount, free);
        kept.word = state.withRefundable(refundable - amount);
        emit PaymentRefunded(id, payment.invoiceId, from, amount);
    }

    function _freezeHold(PaymentWord state, uint96 amount) private pure returns (uint96) {
        if (amount > state.capturable()) revert ExceedsCapturable(amount, state.capturable());
        return amount;
    }

    function _freezeReserve(
        PaymentInfo calldata payment,
        PaymentWord state,
        uint96 amount
    ) private returns (uint96 frozen) {
        _requireBefore(payment.refundBy);
        if (amount > state.refundable()) revert ExceedsRefundable(amount, state.refundable());
        uint96 reserve = _reserves[payment.receiver][payment.token];
        frozen = reserve < amount ? reserve : amount;
        _reserves[payment.receiver][payment.token] = reserve - frozen;
    }

    /// @dev The caller writes the state.
    function _endDispute(
        PaymentInfo calldata payment
    ) private returns (bytes32 id, Kept storage kept, PaymentWord state, DisputeStatus kind, uint96 frozen) {
        (id, kept, state) = _known(payment);
        kind = state.dispute();
        if (kind != DisputeStatus.OfHold && kind != DisputeStatus.OfRefund) revert DisputeMissing(id);
        frozen = _disputes[id].frozen;
        state = state.withDispute(DisputeStatus.Over);
        delete _disputes[id];
    }

    function _takeReserve(address receiver, address token, uint96 amount) private {
        uint96 reserve = _reserves[receiver][token];
        if (amount == 0) revert AmountInvalid(amount);
        if (amount > reserve) revert ExceedsReserve(amount, reserve);
        _reserves[receiver][token] = reserve - amount;
    }

    /// @dev A payment that was authorised or charged is paid; one above the list's limits needs a payer who is known.
    function _dueOf(PaymentInfo calldata payment, bytes32 id, Status status) private view returns (uint256) {
        if (status == Status.Authorized || status == Status.Charged) return 0;
        return _mayBeAnonymous(payment.token, payment.amount) ? payment.amount - _credited[id] : 0;
    }

    function _openBox(bytes32 id) private returns (Box) {
        address box = Clones.predictDeterministicAddress(BOX, id);
        return Box(box.code.length > 0 ? box : Clones.cloneDeterministic(BOX, id));
    }

    /// @dev The caller compares what leaves this contract.
    function _payOut(PaymentInfo calldata payment, IERC20 token, uint96 amount, uint96 fee) private {
        if (fee > 0) token.give(payment.feeReceiver, fee);
        if (amount > fee) token.give(payment.receiver, amount - fee);
    }
}
