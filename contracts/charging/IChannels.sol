// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.34;

/// @title Payment channels as x402's scheme `batch-settlement` has them: deposit once, sign growing vouchers, claim at the end.
/// @notice Functions, structs and typed data are the public ones of x402 (EIP-712 domain "x402 Batch Settlement", "1"), so that public
/// clients work at the public address. Amounts are in the token's smallest unit, times in Unix seconds. A channel needs no opening: it
/// is named by the hash of its terms and exists as soon as something was deposited.
interface IChannels {
    /// @param payerAuthorizer The key that signs vouchers; 0: the payer itself, a key or an ERC-1271 account.
    /// @param receiverAuthorizer Claims and gives back for the receiver, by calls or by signature.
    /// @param withdrawDelay Between {initiateWithdraw} and {finalizeWithdraw}; 15 minutes to 30 days.
    /// @param salt Tells channels with the same terms apart.
    struct ChannelConfig {
        address payer;
        address payerAuthorizer;
        address receiver;
        address receiverAuthorizer;
        address token;
        uint40 withdrawDelay;
        bytes32 salt;
    }

    /// @param balance Deposited less what was given back; what was claimed is still in it.
    /// @param totalClaimed Of the balance, the receiver's. It only grows.
    struct Channel {
        uint128 balance;
        uint128 totalClaimed;
    }

    struct Withdrawal {
        uint128 amount;
        uint40 initiatedAt; // 0: none is pending
    }

    /// @param totalSettled Of what was claimed, what was paid out.
    struct Receiver {
        uint128 totalClaimed;
        uint128 totalSettled;
    }

    /// @param maxClaimableAmount All that the payer allows to be claimed from the channel so far.
    struct Voucher {
        ChannelConfig channel;
        uint128 maxClaimableAmount;
    }

    /// @param totalClaimed What is to be claimed from the channel in all; at most the voucher's amount.
    struct VoucherClaim {
        Voucher voucher;
        bytes signature;
        uint128 totalClaimed;
    }

    error ChannelTermsInvalid();
    error WithdrawDelayInvalid(uint40 withdrawDelay, uint40 least, uint40 most);
    error AmountInvalid();
    error TokenNotListed(address token);
    error DepositTooLarge(address token, uint128 amount, uint128 most);
    /// @notice More or less came in, or went out, than was said.
    error TokenMovedOtherwise(address token, uint256 moved, uint256 expected);
    error VoucherNotSigned(bytes32 channel, uint128 maxClaimableAmount);
    error ClaimExceedsVoucher(bytes32 channel, uint128 totalClaimed, uint128 maxClaimableAmount);
    error ClaimExceedsBalance(bytes32 channel, uint128 totalClaimed, uint128 balance);
    error NotReceiverSide(address caller);
    error NotPayerSide(address caller);
    error AuthorizersDiffer(address found, address expected);
    error AuthorizationNotSigned(address authorizer);
    error RefundNonceDiffers(uint256 found, uint256 expected);
    error WithdrawalExceedsRest(bytes32 channel, uint128 amount, uint128 rest);
    error WithdrawalPending(bytes32 channel, uint40 initiatedAt);
    error NoWithdrawalPending(bytes32 channel);
    error WithdrawalTooEarly(bytes32 channel, uint256 payableAt);
    error NotAdministrator(address caller);

    /// @notice The first deposit after the channel was empty and nothing was claimed.
    event ChannelCreated(bytes32 indexed channelId, ChannelConfig config);
    /// @notice Everything went back to the payer and nothing had been claimed.
    event ChannelClosed(bytes32 indexed channelId, ChannelConfig config);
    event Deposited(bytes32 indexed channelId, address indexed payer, uint128 amount, uint128 balance);
    event Claimed(bytes32 indexed channelId, address indexed receiver, uint128 amount, uint128 totalClaimed);
    event Settled(address indexed receiver, address indexed token, address indexed sender, uint128 amount);
    event Refunded(bytes32 indexed channelId, address indexed payer, uint128 amount);
    event WithdrawInitiated(bytes32 indexed channelId, address indexed payer, uint128 amount);
    event WithdrawFinalized(bytes32 indexed channelId, address indexed payer, uint128 amount);
    event TokenListNamed(address indexed tokenList);

    /// @notice Names the list of tokens that may be deposited; until then none may.
    /// @dev Caller: the account that the genesis put into slot 0. Reverts {NotAdministrator}.
    function nameTokenList(address tokenList) external;

    /// @notice Calls functions of this contract one after the other, all or none.
    function multicall(bytes[] calldata data) external returns (bytes[] memory results);

    /// @notice Has a collector bring a deposit; exactly `amount` must arrive.
    /// @dev Caller: anyone. Reverts {ChannelTermsInvalid}, {WithdrawDelayInvalid}, {AmountInvalid}, {TokenNotListed}, {DepositTooLarge},
    /// {TokenMovedOtherwise}, and what the collector or the token refuses with.
    function deposit(
        ChannelConfig calldata config,
        uint128 amount,
        address collector,
        bytes calldata collectorData
    ) external;

    /// @notice Books what vouchers allow to their receivers; a claim that is not above what was claimed before changes nothing.
    /// @dev Caller: receiver or receiver authorizer of every channel. Reverts {NotReceiverSide}, {VoucherNotSigned},
    /// {ClaimExceedsVoucher}, {ClaimExceedsBalance}.
    function claim(VoucherClaim[] calldata voucherClaims) external;

    /// @notice As {claim}, by a signature (`ClaimBatch`) of the one receiver authorizer of all the channels.
    /// @dev Caller: anyone. Reverts {AuthorizersDiffer}, {AuthorizationNotSigned} and as {claim}.
    function claimWithSignature(
        VoucherClaim[] calldata voucherClaims,
        bytes calldata authorizerSignature
    ) external;

    /// @notice Pays a receiver all that is claimed and not yet paid; nothing happens when that is nothing.
    /// @dev Caller: anyone. Reverts {TokenMovedOtherwise} and what the token refuses with.
    function settle(address receiver, address token) external;

    /// @notice Gives back what is not claimed, at most `amount`; a pending withdrawal shrinks by as much.
    /// @dev Caller: receiver or receiver authorizer. Reverts {NotReceiverSide}, {AmountInvalid}, {TokenMovedOtherwise}.
    function refund(ChannelConfig calldata config, uint128 amount) external;

    /// @notice As {refund}, by a signature (`Refund`) of the receiver authorizer; each nonce counts once.
    /// @dev Caller: anyone. Reverts {RefundNonceDiffers}, {AuthorizationNotSigned}, {AmountInvalid}, {TokenMovedOtherwise}.
    function refundWithSignature(
        ChannelConfig calldata config,
        uint128 amount,
        uint256 nonce,
        bytes calldata receiverAuthorizerSignature
    ) external;

    /// @notice The payer's own way out begins: the receiver has the delay to claim what vouchers allow.
    /// @dev Caller: payer or payer authorizer. Reverts {NotPayerSide}, {AmountInvalid}, {WithdrawalExceedsRest}, {WithdrawalPending}.
    function initiateWithdraw(ChannelConfig calldata config, uint128 amount) external;

    /// @notice Pays a withdrawal whose delay is over, at most what is not claimed.
    /// @dev Caller: payer or payer authorizer. Reverts {NotPayerSide}, {NoWithdrawalPending}, {WithdrawalTooEarly}, {TokenMovedOtherwise}.
    function finalizeWithdraw(ChannelConfig calldata config) external;

    /// @notice The hash (EIP-712) of the terms, which names the channel.
    function getChannelId(ChannelConfig calldata config) external view returns (bytes32);

    function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) external view returns (bytes32);

    function getRefundDigest(
        bytes32 channelId,
        uint256 nonce,
        uint128 amount
    ) external view returns (bytes32);

    function getClaimBatchDigest(VoucherClaim[] calldata voucherClaims) external view returns (bytes32);

    function channels(bytes32 channelId) external view returns (uint128 balance, uint128 totalClaimed);

    function pendingWithdrawals(bytes32 channelId) external view returns (uint128 amount, uint40 initiatedAt);

    function receivers(
        address receiver,
        address token
    ) external view returns (uint128 totalClaimed, uint128 totalSettled);

    /// @notice What the next {refundWithSignature} must name.
    function refundNonce(bytes32 channelId) external view returns (uint256);

    /// @notice Account that may name the token list, and the list.
    function administration() external view returns (address administrator, address tokenList);
}
