<?php
declare( strict_types=1 );

namespace AlatauLedger;

defined( 'ABSPATH' ) || defined( 'ALATAU_LEDGER_PURE' ) || exit;

/** Which payment of an invoice a refund is taken from, and under which reason. One refund is one call: it happens whole or not. */
final class RefundPlan {
	/** Reasons that the API knows, and words by which a shop's free text is sorted. */
	private const REASONS = array(
		'duplicate'             => array( 'duplicate', 'twice', 'дубл', 'дважды', 'қайталан', 'екі рет' ),
		'goods-returned'        => array( 'return', 'возврат товара', 'вернул', 'қайтарыл', 'қайтарды' ),
		'overpaid'              => array( 'overpaid', 'too much', 'переплат', 'артық' ),
		'requested-by-customer' => array( 'customer', 'request', 'покупател', 'клиент', 'просьб', 'сатып алушы', 'өтініш' ),
	);

	/**
	 * The payment with the least that is still enough.
	 *
	 * @param list<array<string, mixed>> $payments GET /v1/payments of the invoice.
	 * @param list<array<string, mixed>> $refunds  GET /v1/refunds of the invoice.
	 * @return string The payment's id.
	 * @throws Refusal `order-unpaid`, `payer-missing` where the money came by plain transfers only, `exceeds-refundable`
	 */
	public static function payment( array $payments, array $refunds, string $amount_tiyn ): string {
		if ( array() === $payments ) {
			throw new Refusal( 'order-unpaid', 'The ledger has no payment of this order.' );
		}
		$left = array();
		foreach ( $payments as $payment ) {
			if ( null !== ( $payment['payer'] ?? null ) && 'charged' === ( $payment['kind'] ?? null ) ) {
				$left[ $payment['payment'] ] = Amount::count( $payment['amount'] );
			}
		}
		if ( array() === $left ) {
			throw new Refusal( 'payer-missing', 'The money came as a plain transfer that names no payer.' );
		}
		foreach ( $refunds as $refund ) {
			if ( 'refused' !== $refund['state'] && isset( $left[ $refund['payment'] ] ) ) {
				$left[ $refund['payment'] ] -= Amount::count( $refund['amountTiyn'] );
			}
		}
		asort( $left );
		foreach ( $left as $payment => $tiyn ) {
			if ( $tiyn >= Amount::count( $amount_tiyn ) ) {
				return (string) $payment;
			}
		}
		throw new Refusal( 'exceeds-refundable', 'At most ' . Amount::to_tenge( (string) max( 0, max( $left ) ) ) . ' tenge can be refunded at once.' );
	}

	/** The API's reason that a shop's words come nearest to. */
	public static function reason( string $words ): string {
		$words = mb_strtolower( $words );
		foreach ( self::REASONS as $reason => $signs ) {
			foreach ( $signs as $sign ) {
				if ( str_contains( $words, $sign ) ) {
					return $reason;
				}
			}
		}
		return 'other';
	}
}
