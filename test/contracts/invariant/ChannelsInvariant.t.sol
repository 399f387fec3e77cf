// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {Channels} from "../../../contracts/charging/Channels.sol";
import {Erc3009DepositCollector} from "../../../contracts/charging/Erc3009DepositCollector.sol";
import {IChannels} from "../../../contracts/charging/IChannels.sol";
import {PublicAddresses} from "../../../contracts/charging/PublicAddresses.sol";
import {ContractAccount} from "../../../contracts/mocks/ContractAccount.sol";
import {HostileToken} from "../../../contracts/mocks/HostileToken.sol";
import {ITokenList} from "../../../contracts/payments/ITokenList.sol";
import {CHEATS} from "../Cheats.sol";

/// @notice Deposits, signs vouchers, claims, settles, refunds, withdraws and waits at random, with a token that now and then takes a
/// fee, moves nothing, lies, calls back or refuses. The handler is receiver authorizer and token list; payers are keys and accounts
/// with code. It counts what each call that was accepted should have done.
contract ChannelsHandler {
    struct Count {
        uint256 deposited;
        uint256 givenBack;
        uint256 claimed;
        uint256 highest; // voucher that was ever signed
    }

    uint96 private constant MOST = 1e6;
    uint256 public constant CHANNELS_MADE = 6;
    uint256 public constant RECEIVERS = 2;
    uint256 private constant KEY = uint256(keccak256("a car's key"));

    Channels public constant channels = Channels(PublicAddresses.CHANNELS);
    HostileToken public immutable token;

    mapping(uint256 index => Count) private _counts;
    IChannels.ChannelConfig[] private _configs;

    uint256 public accepted;
    uint256 public refused;
    uint256 public hostileRefused;
    uint256 public left;
    /// @notice How often something happened that Y17 forbids, by what it was.
    mapping(bytes32 what => uint256) public broken;

    uint256 private _time = 1_900_000_000;

    constructor() {
        CHEATS.etch(PublicAddresses.CHANNELS, address(new Channels()).code);
        CHEATS.etch(PublicAddresses.ERC3009_DEPOSIT_COLLECTOR, address(new Erc3009DepositCollector()).code);
        CHEATS.store(PublicAddresses.CHANNELS, 0, bytes32(uint256(uint160(address(this)))));
        channels.nameTokenList(address(this));
        token = new HostileToken();
        address contractPayer = address(new ContractAccount(CHEATS.addr(KEY)));
        for (uint256 i = 0; i < CHANNELS_MADE; ++i) {
            IChannels.ChannelConfig memory config;
            config.payer = i % 3 == 0 ? contractPayer : CHEATS.addr(KEY + i);
            config.payerAuthorizer = i % 3 == 1 ? CHEATS.addr(KEY) : address(0);
            config.receiver = address(uint160(0x2000 + (i % RECEIVERS)));
            config.receiverAuthorizer = address(this);
            config.token = address(token);
            config.withdrawDelay = uint40(15 minutes + i * 1 days);
            config.salt = bytes32(i);
            _configs.push(config);
            token.mint(config.payer, 1e15);
        }
        CHEATS.warp(_time);
    }

    /// @notice The token list: one token is on it.
    function tokenAt(address asked) external view returns (ITokenList.Token memory terms) {
        if (asked == address(token)) terms = ITokenList.Token(MOST, MOST, 0, 18, address(this));
    }

    function deposit(uint256 dice, uint128 amount) external {
        uint256 index = dice % CHANNELS_MADE;
        amount %= MOST + 1000;
        bytes memory data = abi.encode(uint256(0), type(uint256).max, dice, bytes(""));
        bytes memory call = abi.encodeCall(
            IChannels.deposit,
            (_configs[index], amount, PublicAddresses.ERC3009_DEPOSIT_COLLECTOR, data)
        );
        if (_try(dice, call)) {
            _counts[index].deposited += amount;
            _hold("a deposit above the list's limit", amount <= MOST);
        }
    }

    /// @notice Claims some of a voucher; now and then more than the voucher, or with a signature of nobody.
    function claim(uint256 dice, uint128 voucher, uint128 wished, bool bySignature) external {
        uint256 index = dice % CHANNELS_MADE;
        Count storage count = _counts[index];
        uint256 rest = count.deposited - count.givenBack;
        voucher = uint128(voucher % (rest + rest / 8 + 2));
        wished = uint128(wished % (uint256(voucher) + voucher / 8 + 2));
        bool forged = (dice >> 8) % 8 == 0;
        IChannels.VoucherClaim[] memory claims = new IChannels.VoucherClaim[](1);
        claims[0] = _claimOf(index, voucher, wished, forged);
        if (!forged && voucher > count.highest) count.highest = voucher;
        (, uint128 before) = channels.channels(idAt(index));
        // The handler is an account with code that answers every question with its own word, see isValidSignature.
        bytes memory call =
            bySignature
                ? abi.encodeCall(IChannels.claimWithSignature, (claims, ""))
                : abi.encodeCall(IChannels.claim, (claims));
        if (!_try(dice, call)) return;
        (, uint128 total) = channels.channels(idAt(index));
        _hold("a claim that shrank", total >= before);
        _hold("a claim by a forged voucher", !forged || total == before);
        _hold("a claim above its voucher", total == before || total <= voucher);
        if (total > before) count.claimed = total;
    }

    function settle(uint256 dice) external {
        address receiver = receiverAt(dice);
        (uint128 claimed, uint128 settled) = channels.receivers(receiver, address(token));
        uint256 had = token.balanceOf(receiver);
        if (!_try(dice, abi.encodeCall(IChannels.settle, (receiver, address(token))))) return;
        _hold("a payout of another amount", token.balanceOf(receiver) - had == claimed - settled);
    }

    function refund(uint256 dice, uint128 amount, bool bySignature) external {
        uint256 index = dice % CHANNELS_MADE;
        amount %= MOST;
        IChannels.ChannelConfig memory config = _configs[index];
        uint256 had = token.balanceOf(config.payer);
        bytes memory call =
            bySignature
                ? abi.encodeCall(
                    IChannels.refundWithSignature,
                    (config, amount, channels.refundNonce(idAt(index)), "")
                )
                : abi.encodeCall(IChannels.refund, (config, amount));
        if (!_try(dice, call)) return;
        _counts[index].givenBack += token.balanceOf(config.payer) - had;
    }

    function initiate(uint256 dice, uint128 amount) external {
        uint256 index = dice % CHANNELS_MADE;
        uint128 rest = restAt(index);
        CHEATS.prank(_configs[index].payer);
        bool done = _try(
            0,
            abi.encodeCall(IChannels.initiateWithdraw, (_configs[index], amount % (rest + 2)))
        );
        _hold("a withdrawal above the rest", !done || amount % (rest + 2) <= rest);
    }

    function finalize(uint256 dice) external {
        uint256 index = dice % CHANNELS_MADE;
        IChannels.ChannelConfig memory config = _configs[index];
        (, uint40 initiatedAt) = channels.pendingWithdrawals(idAt(index));
        uint256 had = token.balanceOf(config.payer);
        CHEATS.prank(config.payer);
        if (!_try(0, abi.encodeCall(IChannels.finalizeWithdraw, (config)))) return;
        _hold("a withdrawal before its delay", block.timestamp >= initiatedAt + config.withdrawDelay);
        _counts[index].givenBack += token.balanceOf(config.payer) - had;
    }

    /// @notice The payer leaves with everything that is not claimed, everybody else silent.
    function leave(uint256 dice) external {
        uint256 index = dice % CHANNELS_MADE;
        IChannels.ChannelConfig memory config = _configs[index];
        uint128 rest = restAt(index);
        if (rest == 0) return;
        (uint128 pending, uint40 initiatedAt) = channels.pendingWithdrawals(idAt(index));
        token.behave(HostileToken.Manner.Honest);
        if (initiatedAt == 0) {
            CHEATS.prank(config.payer);
            channels.initiateWithdraw(config, rest);
        } else rest = pending < rest ? pending : rest;
        _pass(config.withdrawDelay);
        uint256 had = token.balanceOf(config.payer);
        CHEATS.prank(config.payer);
        channels.finalizeWithdraw(config);
        uint256 got = token.balanceOf(config.payer) - had;
        _hold("a payer who could not leave", got == rest);
        _counts[index].givenBack += got;
        ++left;
    }

    function wait(uint24 seconds_) external {
        _pass(seconds_ % 2 days);
    }

    /// @notice ERC-1271: the handler signs whatever it is asked for; nobody but it is its own authorizer here.
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return this.isValidSignature.selector;
    }

    function countAt(uint256 index) external view returns (Count memory) {
        return _counts[index];
    }

    function idAt(uint256 index) public view returns (bytes32) {
        return channels.getChannelId(_configs[index]);
    }

    function restAt(uint256 index) public view returns (uint128) {
        (uint128 balance, uint128 claimed) = channels.channels(idAt(index));
        return balance - claimed;
    }

    function receiverAt(uint256 index) public pure returns (address) {
        return address(uint160(0x2000 + (index % RECEIVERS)));
    }

    function _claimOf(
        uint256 index,
        uint128 voucher,
        uint128 wished,
        bool forged
    ) private view returns (IChannels.VoucherClaim memory) {
        IChannels.ChannelConfig memory config = _configs[index];
        uint256 key = index % 3 == 2 ? KEY + index : KEY;
        (uint8 v, bytes32 r, bytes32 s) = CHEATS.sign(
            forged ? key + 1000 : key,
            channels.getVoucherDigest(idAt(index), voucher)
        );
        return IChannels.VoucherClaim(IChannels.Voucher(config, voucher), abi.encodePacked(r, s, v), wished);
    }

    /// @dev Calls with a token in a manner of the dice. Whatever a token does that is not honest must leave no trace (Y10).
    function _try(uint256 dice, bytes memory call) private returns (bool done) {
        uint256 manner = (dice >> 200) % 12;
        bool hostile = manner > 0 && manner < 6;
        if (hostile) {
            token.behave(HostileToken.Manner(manner));
            token.callBack(address(channels), call);
        }
        (done, ) = address(channels).call(call);
        token.behave(HostileToken.Manner.Honest);
        if (done) ++accepted;
        else ++refused;
        if (hostile && !done) ++hostileRefused;
    }

    function _pass(uint256 seconds_) private {
        _time += seconds_;
        CHEATS.warp(_time);
    }

    function _hold(bytes32 what, bool holds) private {
        if (!holds) ++broken[what];
    }
}

contract ChannelsInvariantTest {
    ChannelsHandler private handler;

    function setUp() public {
        handler = new ChannelsHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @notice Y17: claimed ≤ highest voucher; claimed ≤ deposit; the books are what was deposited less what was given back.
    /// hardhat-config: invariant.runs = 16
    /// hardhat-config: invariant.depth = 120
    function invariant_Y17_claims_stay_below_voucher_and_deposit() public view {
        for (uint256 i = 0; i < handler.CHANNELS_MADE(); ++i) {
            ChannelsHandler.Count memory count = handler.countAt(i);
            (uint128 balance, uint128 claimed) = handler.channels().channels(handler.idAt(i));
            assert(balance == count.deposited - count.givenBack);
            assert(claimed == count.claimed);
            assert(claimed <= count.highest);
            assert(claimed <= balance);
        }
    }

    /// @notice Y17: the token balance is what the channels still hold and what receivers have not been paid yet.
    /// hardhat-config: invariant.runs = 16
    /// hardhat-config: invariant.depth = 120
    function invariant_Y17_the_contract_holds_what_its_channels_hold() public view {
        Channels channels = handler.channels();
        uint256 owed;
        uint256 claimed;
        for (uint256 i = 0; i < handler.CHANNELS_MADE(); ++i) {
            owed += handler.restAt(i);
            claimed += handler.countAt(i).claimed;
        }
        uint256 booked;
        for (uint256 i = 0; i < handler.RECEIVERS(); ++i) {
            (uint128 all, uint128 settled) = channels.receivers(
                handler.receiverAt(i),
                address(handler.token())
            );
            owed += all - settled;
            booked += all;
        }
        assert(booked == claimed);
        assert(handler.token().balanceOf(address(channels)) == owed);
    }

    /// @notice Y17: claims only grow, need a voucher, and the payer always gets away after the delay.
    /// hardhat-config: invariant.runs = 16
    /// hardhat-config: invariant.depth = 120
    function invariant_Y17_no_rule_was_broken() public view {
        bytes32[8] memory rules = [
            bytes32("a deposit above the list's limit"),
            "a claim that shrank",
            "a claim by a forged voucher",
            "a claim above its voucher",
            "a payout of another amount",
            "a withdrawal above the rest",
            "a withdrawal before its delay",
            "a payer who could not leave"
        ];
        for (uint256 i = 0; i < rules.length; ++i) assert(handler.broken(rules[i]) == 0);
    }

    /// @dev The walk is of use only if most verbs are accepted and hostile tokens are refused in it.
    function test_the_handler_pays_and_is_refused() public {
        for (uint256 i = 0; i < 60; ++i) {
            uint256 dice = uint256(keccak256(abi.encode("a busy charger", i)));
            handler.deposit(dice, uint128(dice >> 3));
            handler.claim(dice >> 1, uint128(dice >> 5), uint128(dice >> 7), dice & 1 == 0);
            handler.refund(dice >> 2, uint128(dice >> 9) % 50_000, dice & 2 == 0);
            handler.settle(dice >> 3);
            handler.initiate(dice >> 4, uint128(dice >> 11));
            if (i % 7 == 6) handler.wait(uint24(dice));
            handler.finalize(dice >> 5);
            if (i % 9 == 8) handler.leave(dice >> 6);
        }
        assert(handler.accepted() > 100);
        assert(handler.hostileRefused() > 20);
        assert(handler.left() > 2);
        invariant_Y17_claims_stay_below_voucher_and_deposit();
        invariant_Y17_the_contract_holds_what_its_channels_hold();
        invariant_Y17_no_rule_was_broken();
    }
}
