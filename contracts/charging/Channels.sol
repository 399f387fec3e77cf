// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {AccountSignature} from "../access/AccountSignature.sol";
import {ITokenList} from "../payments/ITokenList.sol";
import {ChannelHashes} from "./ChannelHashes.sol";
import {IChannels} from "./IChannels.sol";
import {IDepositCollector} from "./IDepositCollector.sol";

/// @dev Placed by the genesis at its public address: no constructor, no immutables, no parent that has either. The first slot is the
/// administrator's and is written by the genesis. What comes in and goes out is compared with the balances before and after.
contract Channels is IChannels, Multicall, ReentrancyGuardTransient {
    using AccountSignature for address;
    using SafeERC20 for IERC20;

    uint40 private constant LEAST_DELAY = 15 minutes;
    uint40 private constant MOST_DELAY = 30 days;

    /// @dev As the public contract has it; of the terms' hash.
    bytes32 public constant CHANNEL_CONFIG_TYPEHASH = ChannelHashes.CHANNEL_CONFIG_TYPEHASH;

    address private _administrator; // slot 0
    address private _tokenList;
    mapping(bytes32 channel => Channel) private _channels;
    mapping(bytes32 channel => Withdrawal) private _withdrawals;
    mapping(bytes32 channel => uint256) private _refundNonces;
    mapping(address receiver => mapping(address token => Receiver)) private _receivers;

    /// @inheritdoc IChannels
    function nameTokenList(address tokenList) external {
        if (msg.sender != _administrator) revert NotAdministrator(msg.sender);
        _tokenList = tokenList;
        emit TokenListNamed(tokenList);
    }

    /// @inheritdoc IChannels
    function multicall(
        bytes[] calldata data
    ) public override(IChannels, Multicall) returns (bytes[] memory results) {
        return super.multicall(data);
    }

    /// @inheritdoc IChannels
    function deposit(
        ChannelConfig calldata config,
        uint128 amount,
        address collector,
        bytes calldata collectorData
    ) external nonReentrant {
        _requireTerms(config);
        _requireAllowed(config.token, amount);
        bytes32 id = ChannelHashes.channelId(config);
        Channel storage channel = _channels[id];
        if (channel.balance == 0) emit ChannelCreated(id, config);
        channel.balance += amount;
        emit Deposited(id, config.payer, amount, channel.balance);
        uint256 held = IERC20(config.token).balanceOf(address(this));
        IDepositCollector(collector).collect(id, config.payer, config.token, amount, collectorData);
        _requireMoved(config.token, IERC20(config.token).balanceOf(address(this)), held + amount);
    }

    /// @inheritdoc IChannels
    function claim(VoucherClaim[] calldata voucherClaims) external nonReentrant {
        for (uint256 i = 0; i < voucherClaims.length; ++i) {
            _requireReceiverSide(voucherClaims[i].voucher.channel);
            _claim(voucherClaims[i]);
        }
    }

    /// @inheritdoc IChannels
    function claimWithSignature(
        VoucherClaim[] calldata voucherClaims,
        bytes calldata authorizerSignature
    ) external nonReentrant {
        if (voucherClaims.length == 0) return;
        address authorizer = voucherClaims[0].voucher.channel.receiverAuthorizer;
        bytes32 digest = ChannelHashes.claimBatch(voucherClaims);
        if (!authorizer.isSignedBy(digest, authorizerSignature)) revert AuthorizationNotSigned(authorizer);
        for (uint256 i = 0; i < voucherClaims.length; ++i) {
            address found = voucherClaims[i].voucher.channel.receiverAuthorizer;
            if (found != authorizer) revert AuthorizersDiffer(found, authorizer);
            _claim(voucherClaims[i]);
        }
    }

    /// @inheritdoc IChannels
    function settle(address receiver, address token) external nonReentrant {
        Receiver storage owed = _receivers[receiver][token];
        uint128 amount = owed.totalClaimed - owed.totalSettled;
        if (amount == 0) return;
        owed.totalSettled = owed.totalClaimed;
        emit Settled(receiver, token, msg.sender, amount);
        _payOut(token, receiver, amount);
    }

    /// @inheritdoc IChannels
    function refund(ChannelConfig calldata config, uint128 amount) external nonReentrant {
        _requireReceiverSide(config);
        _refund(config, ChannelHashes.channelId(config), amount);
    }

    /// @inheritdoc IChannels
    function refundWithSignature(
        ChannelConfig calldata config,
        uint128 amount,
        uint256 nonce,
        bytes calldata receiverAuthorizerSignature
    ) external nonReentrant {
        bytes32 id = ChannelHashes.channelId(config);
        if (nonce != _refundNonces[id]) revert RefundNonceDiffers(nonce, _refundNonces[id]);
        address authorizer = config.receiverAuthorizer;
        if (!authorizer.isSignedBy(ChannelHashes.refund(id, nonce, amount), receiverAuthorizerSignature)) {
            revert AuthorizationNotSigned(authorizer);
        }
        _refund(config, id, amount);
    }

    /// @inheritdoc IChannels
    function initiateWithdraw(ChannelConfig calldata config, uint128 amount) external nonReentrant {
        _requirePayerSide(config);
        bytes32 id = ChannelHashes.channelId(config);
        uint128 rest = _restOf(id);
        if (amount == 0) revert AmountInvalid();
        if (amount > rest) revert WithdrawalExceedsRest(id, amount, rest);
        uint40 initiatedAt = _withdrawals[id].initiatedAt;
        if (initiatedAt != 0) revert WithdrawalPending(id, initiatedAt);
        _withdrawals[id] = Withdrawal({amount: amount, initiatedAt: uint40(block.timestamp)});
        emit WithdrawInitiated(id, config.payer, amount);
    }

    /// @inheritdoc IChannels
    function finalizeWithdraw(ChannelConfig calldata config) external nonReentrant {
        _requirePayerSide(config);
        bytes32 id = ChannelHashes.channelId(config);
        Withdrawal memory pending = _withdrawals[id];
        if (pending.initiatedAt == 0) revert NoWithdrawalPending(id);
        uint256 payableAt = uint256(pending.initiatedAt) + config.withdrawDelay;
        if (block.timestamp < payableAt) revert WithdrawalTooEarly(id, payableAt);
        delete _withdrawals[id];
        uint128 amount = uint128(Math.min(pending.amount, _restOf(id)));
        emit WithdrawFinalized(id, config.payer, amount);
        _giveBack(config, id, amount);
    }

    /// @inheritdoc IChannels
    function getChannelId(ChannelConfig calldata config) external view returns (bytes32) {
        return ChannelHashes.channelId(config);
    }

    /// @inheritdoc IChannels
    function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) external view returns (bytes32) {
        return ChannelHashes.voucher(channelId, maxClaimableAmount);
    }

    /// @inheritdoc IChannels
    function getRefundDigest(
        bytes32 channelId,
        uint256 nonce,
        uint128 amount
    ) external view returns (bytes32) {
        return ChannelHashes.refund(channelId, nonce, amount);
    }

    /// @inheritdoc IChannels
    function getClaimBatchDigest(VoucherClaim[] calldata voucherClaims) external view returns (bytes32) {
        return ChannelHashes.claimBatch(voucherClaims);
    }

    /// @inheritdoc IChannels
    function channels(bytes32 channelId) external view returns (uint128 balance, uint128 totalClaimed) {
        Channel memory channel = _channels[channelId];
        return (channel.balance, channel.totalClaimed);
    }

    /// @inheritdoc IChannels
    function pendingWithdrawals(
        bytes32 channelId
    ) external view returns (uint128 amount, uint40 initiatedAt) {
        Withdrawal memory pending = _withdrawals[channelId];
        return (pending.amount, pending.initiatedAt);
    }

    /// @inheritdoc IChannels
    function receivers(
        address receiver,
        address token
    ) external view returns (uint128 totalClaimed, uint128 totalSettled) {
        Receiver memory owed = _receivers[receiver][token];
        return (owed.totalClaimed, owed.totalSettled);
    }

    /// @inheritdoc IChannels
    function refundNonce(bytes32 channelId) external view returns (uint256) {
        return _refundNonces[channelId];
    }

    /// @inheritdoc IChannels
    function administration() external view returns (address administrator, address tokenList) {
        return (_administrator, _tokenList);
    }

    /// @dev A claim that is not above what was claimed changes nothing instead of reverting: batches are made from what a server knew
    /// a moment ago, and one late entry must not stop the others.
    function _claim(VoucherClaim calldata entry) private {
        ChannelConfig calldata config = entry.voucher.channel;
        bytes32 id = ChannelHashes.channelId(config);
        Channel storage channel = _channels[id];
        (uint128 total, uint128 before) = (entry.totalClaimed, channel.totalClaimed);
        if (total <= before) return;
        uint128 most = entry.voucher.maxClaimableAmount;
        if (total > most) revert ClaimExceedsVoucher(id, total, most);
        if (total > channel.balance) revert ClaimExceedsBalance(id, total, channel.balance);
        if (!_isVoucherSigned(config, ChannelHashes.voucher(id, most), entry.signature)) {
            revert VoucherNotSigned(id, most);
        }
        channel.totalClaimed = total;
        _receivers[config.receiver][config.token].totalClaimed += total - before;
        emit Claimed(id, config.receiver, total - before, total);
    }

    function _isVoucherSigned(
        ChannelConfig calldata config,
        bytes32 digest,
        bytes calldata signature
    ) private view returns (bool) {
        if (config.payerAuthorizer == address(0)) return config.payer.isSignedBy(digest, signature);
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        return problem == ECDSA.RecoverError.NoError && signer == config.payerAuthorizer;
    }

    /// @dev The nonce is used up even when nothing is left to give back: a signature counts once, whatever it found.
    function _refund(ChannelConfig calldata config, bytes32 id, uint128 wished) private {
        if (wished == 0) revert AmountInvalid();
        _refundNonces[id] += 1;
        uint128 amount = uint128(Math.min(wished, _restOf(id)));
        if (amount == 0) return;
        Withdrawal storage pending = _withdrawals[id];
        if (pending.initiatedAt != 0) {
            if (amount >= pending.amount) delete _withdrawals[id];
            else pending.amount -= amount;
        }
        emit Refunded(id, config.payer, amount);
        _giveBack(config, id, amount);
    }

    function _giveBack(ChannelConfig calldata config, bytes32 id, uint128 amount) private {
        if (amount == 0) return;
        Channel storage channel = _channels[id];
        channel.balance -= amount;
        if (channel.balance == 0) emit ChannelClosed(id, config);
        _payOut(config.token, config.payer, amount);
    }

    function _payOut(address token, address to, uint128 amount) private {
        uint256 held = IERC20(token).balanceOf(address(this));
        uint256 had = IERC20(token).balanceOf(to);
        IERC20(token).safeTransfer(to, amount);
        _requireMoved(token, IERC20(token).balanceOf(address(this)), held - amount);
        _requireMoved(token, IERC20(token).balanceOf(to), had + amount);
    }

    function _restOf(bytes32 id) private view returns (uint128) {
        Channel memory channel = _channels[id];
        return channel.balance - channel.totalClaimed;
    }

    /// @dev Terms of a channel are looked at when money comes in; without money nothing else can be done with it.
    function _requireTerms(ChannelConfig calldata config) private view {
        if (config.payer == address(0) || config.receiver == address(0)) revert ChannelTermsInvalid();
        if (config.receiverAuthorizer == address(0)) revert ChannelTermsInvalid();
        if (config.payer == address(this) || config.receiver == address(this)) revert ChannelTermsInvalid();
        if (config.withdrawDelay < LEAST_DELAY || config.withdrawDelay > MOST_DELAY) {
            revert WithdrawDelayInvalid(config.withdrawDelay, LEAST_DELAY, MOST_DELAY);
        }
    }

    /// @dev A public client has no attestation to show, so a deposit ends where a payment would need one.
    function _requireAllowed(address token, uint128 amount) private view {
        if (amount == 0) revert AmountInvalid();
        if (_tokenList == address(0)) revert TokenNotListed(token);
        ITokenList.Token memory terms = ITokenList(_tokenList).tokenAt(token);
        if (terms.maxPerPayment == 0) revert TokenNotListed(token);
        uint128 most = uint128(Math.min(terms.maxPerPayment, terms.attestAbove));
        if (amount > most) revert DepositTooLarge(token, amount, most);
    }

    function _requireReceiverSide(ChannelConfig calldata config) private view {
        if (msg.sender != config.receiver && msg.sender != config.receiverAuthorizer) {
            revert NotReceiverSide(msg.sender);
        }
    }

    function _requirePayerSide(ChannelConfig calldata config) private view {
        if (msg.sender != config.payer && msg.sender != config.payerAuthorizer) {
            revert NotPayerSide(msg.sender);
        }
    }

    function _requireMoved(address token, uint256 found, uint256 expected) private pure {
        if (found != expected) revert TokenMovedOtherwise(token, found, expected);
    }
}
