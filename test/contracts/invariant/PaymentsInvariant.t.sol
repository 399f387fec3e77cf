// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {HostileToken} from "../../../contracts/mocks/HostileToken.sol";
import {IPayments} from "../../../contracts/payments/IPayments.sol";
import {ITokenList} from "../../../contracts/payments/ITokenList.sol";
import {Payments} from "../../../contracts/payments/Payments.sol";
import {CHEATS} from "../Cheats.sol";

/// @notice Pays, captures, refunds, disputes and waits at random, with a token that now and then takes a fee, moves nothing, lies,
/// calls back or refuses. The handler is operator and arbiter; payers and receivers are others. It counts what each call that was
/// accepted should have done.
contract PaymentsHandler {
    struct Count {
        uint256 authorized;
        uint256 captured; // by capture and charge
        uint256 givenBack; // voided and reclaimed
        uint256 refunded;
        uint256 split; // of a hold, by the arbiter
        uint256 toReceiver; // of that
        uint256 boxed;
        uint256 collections;
    }

    uint96 private constant MOST = 1e6;
    uint256 public constant RECEIVERS = 3;
    uint256 private constant PAYERS = 4;

    HostileToken public immutable token;
    Payments public immutable payments;

    mapping(uint256 index => Count) private _counts;
    IPayments.PaymentInfo[] private _infos;
    mapping(address receiver => uint256) public reserved;

    uint256 public accepted;
    uint256 public refused;
    uint256 public hostileRefused;
    /// @notice How often something was accepted that a rule forbids, by the rule's number.
    mapping(bytes32 rule => uint256) public broken;

    uint256 private _time = 1_900_000_000;

    constructor() {
        AccessManager manager = new AccessManager(address(this));
        token = new HostileToken();
        payments = new Payments(address(manager));
        payments.listToken(address(token), ITokenList.Token(1e12, 1e12, 0, 18, address(this)));
        token.approve(address(payments), type(uint256).max);
        for (uint256 i = 0; i < PAYERS; ++i) token.mint(payerAt(i), 1e15);
        for (uint256 i = 0; i < RECEIVERS; ++i) {
            token.mint(receiverAt(i), 1e12);
            CHEATS.prank(receiverAt(i));
            token.approve(address(payments), type(uint256).max);
        }
        token.mint(address(this), 1e15);
        CHEATS.warp(_time);
    }

    function authorize(uint256 dice) external {
        IPayments.PaymentInfo memory payment = _newPayment(dice);
        if (!_try(dice, abi.encodeCall(IPayments.authorize, (payment, "", "")))) return;
        _infos.push(payment);
        Count storage count = _counts[_infos.length - 1];
        (count.authorized, count.collections) = (payment.amount, 1);
        _again(payment, dice);
    }

    function charge(uint256 dice, uint16 feeBps) external {
        IPayments.PaymentInfo memory payment = _newPayment(dice);
        feeBps %= 700;
        (uint256 got, uint256 fees) = (_held(payment.receiver), _held(payment.feeReceiver));
        if (!_try(dice, abi.encodeCall(IPayments.charge, (payment, feeBps, "", "")))) return;
        _infos.push(payment);
        Count storage count = _counts[_infos.length - 1];
        (count.captured, count.collections) = (payment.amount, 1);
        _holdFee(payment, payment.amount, feeBps, got, fees);
        _again(payment, dice);
    }

    function capture(uint256 dice, uint96 amount, uint16 feeBps) external {
        (uint256 index, IPayments.PaymentInfo memory payment) = _some(dice);
        (amount, feeBps) = (amount % MOST, feeBps % 700);
        (uint256 got, uint256 fees) = (_held(payment.receiver), _held(payment.feeReceiver));
        uint96 free = _free(payment);
        if (!_try(dice, abi.encodeCall(IPayments.capture, (payment, amount, feeBps)))) return;
        _hold("Y7", block.timestamp < payment.captureBy);
        _hold("Y9", amount <= free);
        _counts[index].captured += amount;
        _holdFee(payment, amount, feeBps, got, fees);
    }

    function giveBack(uint256 dice, bool asReclaim) external {
        (uint256 index, IPayments.PaymentInfo memory payment) = _some(dice);
        uint96 free = _free(payment);
        uint256 had = _held(payment.payer);
        bytes memory call =
            asReclaim
                ? abi.encodeCall(IPayments.reclaim, (payment))
                : abi.encodeCall(IPayments.void, (payment));
        if (!_try(dice, call)) return;
        if (asReclaim) _hold("Y7", block.timestamp >= payment.captureBy);
        _hold("Y8", _held(payment.payer) - had == free);
        _counts[index].givenBack += free;
    }

    function refund(uint256 dice, uint96 amount, bool ofReserve) external {
        (uint256 index, IPayments.PaymentInfo memory payment) = _some(dice);
        amount %= MOST;
        bytes memory call =
            ofReserve
                ? abi.encodeCall(IPayments.refundFromReserve, (payment, amount))
                : abi.encodeCall(IPayments.refund, (payment, amount));
        if (!_try(dice, call)) return;
        _hold("Y7", block.timestamp < payment.refundBy);
        _counts[index].refunded += amount;
        if (ofReserve) reserved[payment.receiver] -= amount;
    }

    function openDispute(uint256 dice, uint96 amount) external {
        (, IPayments.PaymentInfo memory payment) = _some(dice);
        bytes32 id = payments.paymentId(payment);
        bool ofHold = payments.stateOf(id).capturable > 0;
        CHEATS.prank(payment.payer);
        if (!_try(0, abi.encodeCall(IPayments.openDispute, (payment, amount % MOST, bytes32(dice), ""))))
            return;
        if (!ofHold) reserved[payment.receiver] -= payments.disputeOf(id).frozen;
    }

    function endDispute(uint256 dice, uint96 part) external {
        (uint256 index, IPayments.PaymentInfo memory payment) = _some(dice);
        bytes32 id = payments.paymentId(payment);
        uint96 frozen = payments.disputeOf(id).frozen;
        bool ofHold = payments.stateOf(id).dispute == IPayments.DisputeStatus.OfHold;
        if (dice & 1 == 0) {
            if (!_try(dice, abi.encodeCall(IPayments.lapseDispute, (payment)))) return;
            if (!ofHold) reserved[payment.receiver] += frozen;
            return;
        }
        uint96 toPayer = part % (frozen + 1);
        uint96 toReceiver = frozen - toPayer + ((dice >> 1) & 7 == 0 ? 1 : 0);
        if (!_try(dice, abi.encodeCall(IPayments.resolve, (payment, toPayer, toReceiver)))) return;
        _hold("Y9", toPayer + toReceiver == frozen);
        Count storage count = _counts[index];
        if (ofHold) {
            count.split += frozen;
            count.toReceiver += toReceiver;
        } else {
            count.refunded += toPayer;
            reserved[payment.receiver] += toReceiver;
        }
    }

    function fund(uint256 dice, uint96 amount) external {
        address receiver = receiverAt(dice);
        amount %= MOST;
        if (_try(dice, abi.encodeCall(IPayments.fundReserve, (receiver, address(token), amount)))) {
            reserved[receiver] += amount;
        }
    }

    function withdraw(uint256 dice, uint96 amount) external {
        address receiver = receiverAt(dice);
        amount %= MOST;
        CHEATS.prank(receiver);
        if (_try(0, abi.encodeCall(IPayments.withdrawReserve, (address(token), amount)))) {
            reserved[receiver] -= amount;
        }
    }

    /// @notice Plain transfers into a box, swept by somebody.
    function box(uint256 dice, uint96 amount, bool acceptLate) external {
        (uint256 index, IPayments.PaymentInfo memory payment) = _some(dice);
        address at = payments.boxOf(payment);
        token.mint(at, amount % MOST);
        uint256 inside = token.balanceOf(at);
        uint96 before = payments.stateOf(payments.paymentId(payment)).refundable;
        (uint256 had, uint256 got) = (_held(payment.payer), _held(payment.receiver));
        uint256 fees = _held(payment.feeReceiver);
        if (!_try(dice, abi.encodeCall(IPayments.sweepBox, (payment, acceptLate)))) return;
        uint256 credited = payments.stateOf(payments.paymentId(payment)).refundable - before;
        uint256 moved = (_held(payment.payer) - had) + (_held(payment.receiver) - got);
        if (payment.feeReceiver != payment.receiver) moved += _held(payment.feeReceiver) - fees;
        _hold("Y11", moved + token.balanceOf(at) == inside);
        _counts[index].boxed += credited;
        // Every payment here was collected by signature: a box credits nothing more.
        _hold("M4", credited == 0);
    }

    function wait(uint24 seconds_) external {
        _time += seconds_ % 5 days;
        CHEATS.warp(_time);
    }

    function countAt(uint256 index) external view returns (Count memory) {
        return _counts[index];
    }

    function stateAt(
        uint256 index
    ) external view returns (IPayments.PaymentState memory, IPayments.Dispute memory) {
        bytes32 id = payments.paymentId(_infos[index]);
        return (payments.stateOf(id), payments.disputeOf(id));
    }

    function amountAt(uint256 index) external view returns (uint96) {
        return _infos[index].amount;
    }

    function number() external view returns (uint256) {
        return _infos.length;
    }

    function payerAt(uint256 index) public pure returns (address) {
        return address(uint160(0x1000 + (index % PAYERS)));
    }

    function receiverAt(uint256 index) public pure returns (address) {
        return address(uint160(0x2000 + (index % RECEIVERS)));
    }

    function _newPayment(uint256 dice) private view returns (IPayments.PaymentInfo memory payment) {
        payment.invoiceId = bytes32(dice);
        payment.operator = address(this);
        payment.payer = payerAt(dice >> 8);
        payment.receiver = receiverAt(dice >> 16);
        payment.feeReceiver = (dice >> 24) & 3 == 0 ? payment.receiver : address(uint160(0x3000));
        payment.token = address(token);
        payment.amount = uint96(1 + ((dice >> 32) % MOST));
        payment.payBy = uint40(block.timestamp + 1 days);
        payment.captureBy = payment.payBy + uint40((dice >> 64) % 10 days);
        payment.refundBy = payment.captureBy + uint40((dice >> 96) % 20 days);
        payment.minFeeBps = uint16((dice >> 128) % 3);
        payment.maxFeeBps = payment.minFeeBps + uint16((dice >> 136) % 600);
        payment.salt = bytes32(dice);
    }

    /// @dev Y4: the same terms are collected once, whatever the verb, also from a token that takes every signature.
    function _again(IPayments.PaymentInfo memory payment, uint256 dice) private {
        token.behave(HostileToken.Manner.Honest);
        bytes memory call =
            dice & 1 == 0
                ? abi.encodeCall(IPayments.authorize, (payment, "", ""))
                : abi.encodeCall(IPayments.charge, (payment, payment.minFeeBps, "", ""));
        (bool done, ) = address(payments).call(call);
        _hold("Y4", !done);
    }

    /// @dev Calls with a token in a manner of the dice. Whatever a token does that is not honest must leave no trace (Y10).
    function _try(uint256 dice, bytes memory call) private returns (bool done) {
        uint256 manner = (dice >> 200) % 12;
        bool hostile = manner > 0 && manner < 6;
        if (hostile) {
            token.behave(HostileToken.Manner(manner));
            token.callBack(address(payments), call);
        } else token.behave(HostileToken.Manner.Honest);
        (done, ) = address(payments).call(call);
        token.behave(HostileToken.Manner.Honest);
        if (done) ++accepted;
        else ++refused;
        if (hostile && !done) ++hostileRefused;
    }

    function _holdFee(
        IPayments.PaymentInfo memory payment,
        uint96 amount,
        uint16 feeBps,
        uint256 got,
        uint256 fees
    ) private {
        uint256 fee = (uint256(amount) * feeBps) / 10_000;
        _hold("Y6", feeBps >= payment.minFeeBps && feeBps <= payment.maxFeeBps);
        if (payment.feeReceiver == payment.receiver) {
            _hold("Y6", _held(payment.receiver) - got == amount);
        } else {
            _hold(
                "Y6",
                _held(payment.feeReceiver) - fees == fee && _held(payment.receiver) - got == amount - fee
            );
        }
    }

    function _free(IPayments.PaymentInfo memory payment) private view returns (uint96 free) {
        bytes32 id = payments.paymentId(payment);
        IPayments.PaymentState memory state = payments.stateOf(id);
        free = state.capturable;
        if (state.dispute == IPayments.DisputeStatus.OfHold) free -= payments.disputeOf(id).frozen;
    }

    function _some(uint256 dice) private returns (uint256 index, IPayments.PaymentInfo memory payment) {
        if (_infos.length == 0) {
            payment = _newPayment(dice);
            token.behave(HostileToken.Manner.Honest);
            payments.authorize(payment, "", "");
            _infos.push(payment);
            (_counts[0].authorized, _counts[0].collections) = (payment.amount, 1);
        }
        index = (dice >> 160) % _infos.length;
        payment = _infos[index];
    }

    function _held(address account) private view returns (uint256) {
        return token.balanceOf(account);
    }

    function _hold(bytes32 rule, bool holds) private {
        if (!holds) ++broken[rule];
    }
}

contract PaymentsInvariantTest {
    PaymentsHandler private handler;

    function setUp() public {
        handler = new PaymentsHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @notice Y1: the contract holds what it owes, per token: holds, reserves and what waits for the arbiter.
    /// hardhat-config: invariant.runs = 16
    /// hardhat-config: invariant.depth = 120
    function invariant_Y1_payments_holds_what_it_owes() public view {
        uint256 owed;
        for (uint256 i = 0; i < handler.number(); ++i) {
            (IPayments.PaymentState memory state, IPayments.Dispute memory dispute) = handler.stateAt(i);
            owed += state.capturable;
            if (state.dispute == IPayments.DisputeStatus.OfRefund) owed += dispute.frozen;
        }
        for (uint256 i = 0; i < handler.RECEIVERS(); ++i) {
            address receiver = handler.receiverAt(i);
            uint96 reserve = handler.payments().reserveOf(receiver, address(handler.token()));
            assert(reserve == handler.reserved(receiver));
            owed += reserve;
        }
        assert(handler.token().balanceOf(address(handler.payments())) == owed);
    }

    /// @notice Y2, Y3: what was authorised is captured, given back, split or still held; refunds are of what was captured.
    /// hardhat-config: invariant.runs = 16
    /// hardhat-config: invariant.depth = 120
    function invariant_Y2_Y3_every_unit_of_a_payment_is_somewhere() public view {
        for (uint256 i = 0; i < handler.number(); ++i) {
            (IPayments.PaymentState memory state, ) = handler.stateAt(i);
            PaymentsHandler.Count memory count = handler.countAt(i);
            if (count.authorized > 0) {
                assert(count.captured + count.givenBack + count.split + state.capturable == count.authorized);
            } else assert(count.captured == handler.amountAt(i));
            assert(count.captured + count.toReceiver + count.boxed - count.refunded == state.refundable);
            assert(count.captured + count.toReceiver <= handler.amountAt(i));
            assert(count.collections == 1);
        }
    }

    /// @notice Y4, Y6 to Y9, Y11, M4: nothing was accepted that a rule forbids.
    /// hardhat-config: invariant.runs = 16
    /// hardhat-config: invariant.depth = 120
    function invariant_Y4_to_Y11_no_rule_was_broken() public view {
        bytes32[7] memory rules = [bytes32("Y4"), "Y6", "Y7", "Y8", "Y9", "Y11", "M4"];
        for (uint256 i = 0; i < rules.length; ++i) assert(handler.broken(rules[i]) == 0);
    }

    /// @dev The walk is of use only if most verbs are accepted and hostile tokens are refused in it.
    function test_the_handler_pays_and_is_refused() public {
        for (uint256 i = 0; i < 60; ++i) {
            uint256 dice = uint256(keccak256(abi.encode("a busy day", i)));
            handler.authorize(dice);
            handler.charge(dice >> 1, uint16(dice));
            handler.capture(dice, uint96(dice % 1_000), uint16(dice >> 8) % 100);
            handler.fund(dice, uint96(dice >> 3));
            handler.refund(dice, uint96(dice % 100), dice & 1 == 0);
            handler.openDispute(dice, uint96(dice % 5_000));
            handler.endDispute(dice, uint96(dice >> 5));
            handler.box(dice, uint96(dice >> 9), dice & 2 == 0);
            if (i % 9 == 8) handler.wait(uint24(dice));
            if (i % 5 == 4) handler.giveBack(dice, dice & 1 == 0);
        }
        assert(handler.number() > 40);
        assert(handler.accepted() > 100);
        assert(handler.hostileRefused() > 20);
        invariant_Y1_payments_holds_what_it_owes();
        invariant_Y2_Y3_every_unit_of_a_payment_is_somewhere();
        invariant_Y4_to_Y11_no_rule_was_broken();
    }
}
